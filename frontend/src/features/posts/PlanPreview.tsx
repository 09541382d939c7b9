import type { TFunction } from 'i18next';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { dayName } from '../../lib/shortTimes';
import { formatTime, zoneCity } from '../../lib/zones';
import { usePosts } from '../../state/appStore';
import classes from './BulkPanel.module.css';
import { byDay, type Planned, passed, type Target } from './bulkModel';
import { showPlan } from './planStore';

const daysShown = 3;
const notesShown = 3;

type Props = { planned: readonly Planned[]; targets: readonly Target[]; now: Date };

/** What an edit would do: in green in the rows, by days here, and what clock changes do to it. */
export function PlanPreview({ planned, targets, now }: Props) {
  const { t } = useTranslation();
  useEffect(() => showPlan(planned), [planned]);
  const clashes = useClashes(planned, targets);
  const days = byDay(planned);
  const more = days.slice(daysShown);
  const last = more.at(-1);
  const late = passed(planned, now);
  const changed = planned.filter((p) => p.note !== '').slice(0, notesShown);
  return (
    <>
      {days.length > 0 && (
        <ul className={classes.preview} aria-live="polite">
          {days.slice(0, daysShown).map(({ day, times }) => (
            <li key={day}>
              {t('bulk.line', { day: dayName(day, now), times: together(times, t) })}
            </li>
          ))}
          {last && <li>{t('bulk.until', { count: more.length, day: dayName(last.day, now) })}</li>}
        </ul>
      )}
      {changed.map((p) => (
        <p key={p.id} className={classes.note} data-tone="amber">
          {t(p.note === 'gap' ? 'bulk.gap' : 'bulk.overlap', {
            day: dayName(p.wall.slice(0, 10), now),
            wall: p.wall.slice(11, 16),
            city: zoneCity(p.zone),
            time: formatTime(p.at, p.zone),
          })}
        </p>
      ))}
      {late > 0 && (
        <p className={classes.note} data-tone="amber">
          {t('bulk.past', { count: late })}
        </p>
      )}
      {clashes > 0 && (
        <p className={classes.note} data-tone="amber">
          {t('bulk.clash', { count: clashes })}
        </p>
      )}
    </>
  );
}

function together(times: readonly string[], t: TFunction): string {
  if (times.length < 2) return times[0] ?? '';
  return t('bulk.and', { first: times.slice(0, -1).join(', '), last: times.at(-1) ?? '' });
}

/** How many times are those of another post of the same account. */
function useClashes(planned: readonly Planned[], targets: readonly Target[]): number {
  const posts = usePosts();
  const accounts = new Map(targets.map((x) => [x.id, x.accountId]));
  const wanted = new Map(
    planned.map((p) => [`${accounts.get(p.id)} ${p.at.getTime()}`, accounts.get(p.id)]),
  );
  let found = 0;
  for (const post of posts.values()) {
    if (!post.scheduledAt || accounts.has(post.id) || !post.accountId) continue;
    if (['canceled', 'failed', 'missed'].includes(post.state)) continue;
    if (wanted.has(`${post.accountId} ${Date.parse(post.scheduledAt)}`)) found++;
  }
  return found;
}
