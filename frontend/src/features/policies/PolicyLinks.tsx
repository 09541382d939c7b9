import { useTranslation } from 'react-i18next';
import { usePreferences } from '../../state/appStore';
import { setUi } from '../../state/ui';
import { versionLine } from './model';
import classes from './PolicyLinks.module.css';

/** The two texts, with the version in force. */
export function PolicyLinks() {
  const { t, i18n } = useTranslation();
  const { policy } = usePreferences();
  return (
    <p className={classes.links}>
      <button type="button" onClick={() => setUi({ reading: 'privacy' })}>
        {t('policy.privacy')}
      </button>
      <button type="button" onClick={() => setUi({ reading: 'terms' })}>
        {t('policy.terms')}
      </button>
      <span>{t('policy.version', versionLine(policy, i18n.language))}</span>
    </p>
  );
}
