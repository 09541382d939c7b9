import { Button, Modal } from '@mantine/core';
import { IconAlertOctagon } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import * as calls from '../../backend/calls';
import { useTask } from '../../state/useTask';
import { DialogBody } from '../../ui/DialogBody';
import { Kbd } from '../../ui/Kbd';
import { Note } from '../../ui/Note';

/** Asks before the user's own app is erased. */
export function ForgetAppDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { busy, error, run } = useTask();
  const forget = () =>
    run(async () => {
      await calls.forgetApp();
      onClose();
    });
  return (
    <Modal opened onClose={onClose} size={440} padding={0} centered>
      <DialogBody
        title={t('tiktokApp.removeTitle')}
        actions={
          <>
            <Button
              size="md"
              variant="default"
              data-autofocus
              rightSection={<Kbd keys="Esc" />}
              onClick={onClose}
            >
              {t('disconnect.keep')}
            </Button>
            <Button size="md" variant="default" data-danger disabled={busy} onClick={forget}>
              {t('tiktokApp.remove')}
            </Button>
          </>
        }
      >
        <p>{t('tiktokApp.removeText')}</p>
        {error && (
          <Note icon={IconAlertOctagon} tone="red" role="alert">
            {error}
          </Note>
        )}
      </DialogBody>
    </Modal>
  );
}
