import { IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { RightUsed } from '../../backend/types';
import { formatDay } from '../../lib/zones';
import { useFacts } from '../../state/appStore';
import { useNow } from '../../state/useNow';
import { StateMark } from '../../ui/StateMark';
import page from './Page.module.css';
import classes from './UsedPage.module.css';
import { isCategoryScope, kindKey, outcomeKey, scopeKey } from './usedModel';
import { categoryName, formatClockTime, formatTook } from './words';

/** Uses of rights, the newest first. */
export function UsedTable({ used }: { used: readonly RightUsed[] }) {
  const { t, i18n } = useTranslation();
  const { zone } = useFacts();
  const now = useNow();
  const scopeWord = (u: RightUsed) => {
    const scope = scopeKey(u.scope);
    if (scope && (u.scope === 'all' || !isCategoryScope(u))) return t(`privacy.scope.${scope}`);
    return categoryName(u.scope, t);
  };
  return (
    <table className={page.table}>
      <thead>
        <tr>
          <th scope="col">{t('privacy.used.when')}</th>
          <th scope="col">{t('privacy.used.what')}</th>
          <th scope="col">{t('privacy.used.scope')}</th>
          <th scope="col">{t('privacy.used.outcome')}</th>
          <th scope="col" data-figure>
            {t('privacy.used.took')}
          </th>
        </tr>
      </thead>
      <tbody>
        {used.map((u) => {
          const at = new Date(u.at);
          const outcome = outcomeKey(u.outcome);
          const bad = outcome === 'failed';
          return (
            <tr key={u.id}>
              <td className={classes.when}>
                <time dateTime={u.at}>
                  {formatDay(at, zone, now, i18n.language)}, {formatClockTime(at, zone)}
                </time>
              </td>
              <td>{t(`privacy.kind.${kindKey(u.kind)}`)}</td>
              <td>{scopeWord(u)}</td>
              <td>
                <span className={classes.outcome}>
                  <StateMark
                    icon={bad ? IconCircleX : IconCircleCheck}
                    tone={bad ? 'amber' : 'green'}
                    size={14}
                  >
                    {t(`privacy.outcome.${outcome}`)}
                  </StateMark>
                  {bad && u.outcome !== 'failed' && <code>{u.outcome}</code>}
                </span>
              </td>
              <td data-figure>{formatTook(u.elapsedMs, t, i18n.language)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
