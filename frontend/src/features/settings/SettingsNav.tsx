import { useTranslation } from 'react-i18next';
import { type SettingsPage, settingsPages } from '../../state/ui';
import classes from './SettingsNav.module.css';

type Props = { page: SettingsPage; onChoose: (page: SettingsPage) => void };

/** The pages of Settings. */
export function SettingsNav({ page, onChoose }: Props) {
  const { t } = useTranslation();
  return (
    <nav className={classes.nav} aria-label={t('settings.pages')}>
      {settingsPages.map((p) => (
        <button
          key={p}
          type="button"
          aria-current={p === page ? 'page' : undefined}
          onClick={() => onChoose(p)}
        >
          {t(`settings.page.${p}`)}
        </button>
      ))}
    </nav>
  );
}
