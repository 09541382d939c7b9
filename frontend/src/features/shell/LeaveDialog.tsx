import { Button, Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { setUi, useUi } from '../../state/ui';
import { leaveSandbox, useMoving } from '../../state/welcome';
import { DialogBody } from '../../ui/DialogBody';
import { Kbd } from '../../ui/Kbd';

const stay = () => setUi({ leaving: false });

/** Asks before practice is forgotten. */
export function LeaveDialog() {
  const { t } = useTranslation();
  const open = useUi((s) => s.leaving);
  const moving = useMoving();
  if (!open) return null;
  return (
    <Modal opened onClose={stay} size={460} padding={0} centered>
      <DialogBody
        title={t('firstRun.leaveTitle')}
        actions={
          <>
            <Button
              size="md"
              variant="default"
              data-autofocus
              rightSection={<Kbd keys="Esc" />}
              onClick={stay}
            >
              {t('firstRun.stay')}
            </Button>
            <Button size="md" disabled={moving} onClick={() => void leaveSandbox()}>
              {t('firstRun.leave')}
            </Button>
          </>
        }
      >
        <p>{t('firstRun.leaveText')}</p>
      </DialogBody>
    </Modal>
  );
}
