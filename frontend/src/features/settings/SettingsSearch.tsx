import { useTranslation } from 'react-i18next';
import { setUi } from '../../state/ui';
import { SearchField } from '../../ui/SearchField';
import page from './Page.module.css';
import classes from './SettingsSearch.module.css';
import { findSettings, foundStore, type Hit } from './searchModel';

type FieldProps = { query: string; onQuery: (query: string) => void };

/** The search field of the toolbar. Enter goes to the first hit. */
export function SettingsSearch({ query, onQuery }: FieldProps) {
  const { t } = useTranslation();
  return (
    <SearchField
      className={classes.field}
      label={t('settings.search')}
      clearLabel={t('queue.clear')}
      value={query}
      onChange={onQuery}
      onEnter={() => {
        const first = findSettings(query, t)[0];
        if (first) go(first, onQuery);
      }}
    />
  );
}

function go(hit: Hit, onQuery: (query: string) => void) {
  setUi({ settingsPage: hit.page });
  foundStore.set(hit.row);
  onQuery('');
}

/** What a search has found, instead of a page. */
export function SettingsHits({ query, onQuery }: FieldProps) {
  const { t } = useTranslation();
  const hits = findSettings(query, t);
  return (
    <section className={page.page} aria-label={t('settings.found', { count: hits.length })}>
      <div className={page.inner}>
        <h2 className={page.title} aria-live="polite">
          {hits.length > 0
            ? t('settings.found', { count: hits.length })
            : t('settings.nothing', { query: query.trim() })}
        </h2>
        <ul className={classes.hits}>
          {hits.map((h) => (
            <li key={h.row}>
              <button type="button" onClick={() => go(h, onQuery)}>
                <b>{h.title}</b>
                <span>{h.pageTitle}</span>
              </button>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}
