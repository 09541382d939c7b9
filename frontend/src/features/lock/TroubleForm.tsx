import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Failure } from '../../backend/types';
import { said } from '../../i18n/sentences';
import { openAgain } from '../../state/workspaces';
import { Note } from '../../ui/Note';

/** A workspace that could not be opened although nobody has locked it: why, and another try. */
export function TroubleForm({ trouble }: { trouble: Failure }) {
  const { t } = useTranslation();
  const [trying, setTrying] = useState(false);
  const again = async () => {
    setTrying(true);
    await openAgain();
    setTrying(false);
  };
  return (
    <>
      <p>{t('lock.trouble')}</p>
      <Note icon={IconAlertTriangle} tone="amber" role="alert">
        {said(trouble.message, trouble.reason)}
      </Note>
      <Button data-autofocus loading={trying} onClick={() => void again()}>
        {t('app.tryAgain')}
      </Button>
    </>
  );
}
