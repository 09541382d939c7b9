import { useTranslation } from 'react-i18next';
import { openLink } from '../../state/actions';
import classes from './PolicyLinks.module.css';

/** Privacy policy and terms, within reach of every sign-in. */
export function PolicyLinks() {
  const { t } = useTranslation();
  return (
    <span className={classes.links}>
      <button type="button" onClick={() => void openLink('privacy')}>
        {t('connect.privacy')}
      </button>
      <button type="button" onClick={() => void openLink('terms')}>
        {t('connect.terms')}
      </button>
    </span>
  );
}
