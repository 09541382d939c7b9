import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './BulkPanel.module.css';

type Props = { label: string; disabled: boolean; left: number; onClose: () => void };

/** What stays as it is, and the two buttons. */
export function FormFoot({ label, disabled, left, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <>
      {left > 0 && <p className={classes.note}>{t('bulk.left', { count: left })}</p>}
      <div className={classes.buttons}>
        <Button variant="default" onClick={onClose}>
          {t('bulk.cancel')}
        </Button>
        <Button type="submit" disabled={disabled}>
          {label}
        </Button>
      </div>
    </>
  );
}
