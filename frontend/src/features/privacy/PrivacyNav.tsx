import { useTranslation } from 'react-i18next';
import { setUi, useUi } from '../../state/ui';
import classes from './PrivacyNav.module.css';
import { groups } from './pages';

/** The pages of the Privacy place. */
export function PrivacyNav() {
  const { t } = useTranslation();
  const current = useUi((s) => s.privacyPage);
  return (
    <nav className={classes.nav} aria-label={t('privacy.nav')}>
      {groups.map(({ word, pages }) => (
        <section key={word} aria-labelledby={`privacy-${word}`}>
          <h2 id={`privacy-${word}`}>{t(`privacy.group.${word}`)}</h2>
          <ul>
            {pages.map(({ page, icon: Icon }) => (
              <li key={page}>
                <button
                  type="button"
                  className={classes.page}
                  aria-current={page === current ? 'page' : undefined}
                  data-danger={page === 'erase' || undefined}
                  onClick={() => setUi({ privacyPage: page })}
                >
                  <Icon size={16} stroke={1.7} aria-hidden />
                  {t(`privacy.page.${page}`)}
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}
