import { Button, Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import * as calls from '../../backend/calls';
import { attempt } from '../../state/actions';
import { setUi, useUi } from '../../state/ui';
import { useTask } from '../../state/useTask';
import { DialogBody } from '../../ui/DialogBody';
import classes from './ClosingDialog.module.css';

/**
 * Closing the window does not end the program, because posts go out from it. With a tray that is
 * said once; without one nobody could find a hidden window again, so it is asked each time.
 */
export function ClosingDialog() {
  const closing = useUi((s) => s.closing);
  return closing ? <Question tray={closing.tray} /> : null;
}

function Question({ tray }: { tray: boolean }) {
  const { t } = useTranslation();
  const { busy, run } = useTask();
  const answer = (act: 'keep' | 'quit' | 'stay', remember: boolean) =>
    run(async () => {
      await attempt(() => calls.answerClosing(act, remember));
      setUi({ closing: null });
    });
  return (
    <Modal opened onClose={() => void answer('stay', false)} size={440} padding={0} centered>
      <DialogBody
        title={tray ? t('closing.tray') : t('closing.noTray')}
        actions={
          <>
            <Button
              size="md"
              variant="default"
              disabled={busy}
              onClick={() => void answer('quit', false)}
            >
              {t('closing.quit')}
            </Button>
            <Button
              size="md"
              data-autofocus
              disabled={busy}
              onClick={() => void answer('keep', tray)}
            >
              {tray ? t('closing.gotIt') : t('closing.minimise')}
            </Button>
          </>
        }
      >
        <p className={classes.text}>{tray ? t('closing.trayText') : t('closing.noTrayText')}</p>
      </DialogBody>
    </Modal>
  );
}
