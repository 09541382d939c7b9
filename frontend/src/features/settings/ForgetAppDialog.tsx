import { Button, Modal } from '@mantine/core';
import { IconAlertOctagon } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import * as calls from '../../backend/calls';
import { toAppError } from '../../backend/errors';
import { DialogBody } from '../../ui/DialogBody';
import { Kbd } from '../../ui/Kbd';
import { Note } from '../../ui/Note';

/** Asks before the user's own app is erased. */
export function ForgetAppDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');
  const forget = async () => {
    setBusy(true);
    setError('');
    try {
      await calls.forgetApp();
      onClose();
    } catch (e) {
      setError(toAppError(e).message);
      setBusy(false);
    }
  };
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
