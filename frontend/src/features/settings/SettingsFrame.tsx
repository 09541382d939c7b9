import { IconAlertOctagon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { SettingsPage } from '../../state/ui';
import { Note } from '../../ui/Note';
import classes from './Page.module.css';

type Props = { page: SettingsPage; error?: string; children: ReactNode };

/** One page of Settings: its title, what it is for, and what went wrong in it. */
export function SettingsFrame({ page, error = '', children }: Props) {
  const { t } = useTranslation();
  const title = t(`settings.page.${page}`);
  return (
    <section className={classes.page} aria-label={title} key={page}>
      <div className={classes.inner}>
        <h2 className={classes.title}>{title}</h2>
        <p className={classes.lead}>{t(`settings.lead.${page}`)}</p>
        {error && (
          <div className={classes.error}>
            <Note icon={IconAlertOctagon} tone="red" role="alert">
              {error}
            </Note>
          </div>
        )}
        {children}
      </div>
    </section>
  );
}
