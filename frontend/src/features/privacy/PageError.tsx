import { Button } from '@mantine/core';
import { IconAlertOctagon } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Note } from '../../ui/Note';
import classes from './PageError.module.css';

/** Why a page has nothing to show, and the way to try again. */
export function PageError({ message, onAgain }: { message: string; onAgain: () => void }) {
  const { t } = useTranslation();
  return (
    <div className={classes.error}>
      <Note
        icon={IconAlertOctagon}
        tone="red"
        role="alert"
        action={
          <Button variant="default" size="xs" onClick={onAgain}>
            {t('privacy.again')}
          </Button>
        }
      >
        {message}
      </Note>
    </div>
  );
}
