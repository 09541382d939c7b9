import { Button, Modal } from '@mantine/core';
import { IconAlertOctagon } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { confirmPassphrase } from '../../backend/workspaceCalls';
import { answerGuard, useGuardAsking } from '../../state/guard';
import { useTry } from '../../state/useTry';
import { workspacesStore } from '../../state/workspaces';
import { DialogBody } from '../../ui/DialogBody';
import { Kbd } from '../../ui/Kbd';
import { Note } from '../../ui/Note';
import { PassphraseField } from './PassphraseField';
import { WaitLine } from './WaitLine';

/** Asks for the passphrase before a guarded action, which goes on when it was right. */
export function GuardDialog() {
  return useGuardAsking() && <Question />;
}

/** Escape gives up this question, not the dialog that asked for the action. */
const alone = { 'data-mantine-stop-propagation': 'true' } as const;

function Question() {
  const { t } = useTranslation();
  const [passphrase, setPassphrase] = useState('');
  const { busy, error, seconds, run } = useTry(workspacesStore.get().waitMs);
  const ready = passphrase !== '' && !busy && seconds === 0;
  const confirm = () =>
    run(async () => {
      try {
        await confirmPassphrase(passphrase);
      } catch (e) {
        setPassphrase('');
        throw e;
      }
      answerGuard(true);
    });
  const cancel = () => answerGuard(false);
  return (
    <Modal
      opened
      onClose={cancel}
      size={420}
      padding={0}
      centered
      closeOnClickOutside={false}
      closeOnEscape={false}
    >
      <form
        onSubmit={(e) => {
          e.preventDefault();
          if (ready) void confirm();
        }}
        onKeyDown={(e) => e.key === 'Escape' && cancel()}
      >
        <DialogBody
          title={t('lock.guard.title')}
          actions={
            <>
              <Button
                {...alone}
                size="md"
                variant="default"
                rightSection={<Kbd keys="Esc" />}
                onClick={cancel}
              >
                {t('workspaces.cancel')}
              </Button>
              <Button {...alone} size="md" type="submit" disabled={!ready}>
                {t(busy ? 'lock.checking' : 'lock.guard.go')}
              </Button>
            </>
          }
        >
          <p>{t('lock.guard.text')}</p>
          <PassphraseField
            {...alone}
            label={t('lock.passphrase')}
            data-autofocus
            value={passphrase}
            onValue={setPassphrase}
          />
          <WaitLine seconds={seconds} />
          {error && seconds === 0 && (
            <Note icon={IconAlertOctagon} tone="red" role="alert">
              {error}
            </Note>
          )}
        </DialogBody>
      </form>
    </Modal>
  );
}
