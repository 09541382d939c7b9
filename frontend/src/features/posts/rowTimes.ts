import type { TFunction } from 'i18next';
import type { Post } from '../../backend/types';
import { formatSpan } from '../../lib/duration';
import { daysFromNow, formatDay, formatTime, sameClock, zoneCity } from '../../lib/zones';
import { type Section, sectionOf } from '../../state/postStates';

export type RowTimes = { time: string; city: string; second: string };

const minute = 60_000;

/** The first column of a row: the time in the post's zone, and what to know about it. */
export function rowTimes(post: Post, here: string, now: Date, isNext: boolean, t: TFunction) {
  const section = sectionOf(post.state);
  const iso = section === 'done' ? post.publishedAt || post.scheduledAt : post.scheduledAt;
  if (!iso) return null;
  const at = new Date(iso);
  const zone = post.zone || here;
  const elsewhere = !sameClock(at, zone, here);
  return {
    time: formatTime(at, zone),
    city: elsewhere ? zoneCity(zone) : '',
    second: secondLine(section, at, here, zone, now, elsewhere, isNext, t),
  } satisfies RowTimes;
}

function secondLine(
  section: Section,
  at: Date,
  here: string,
  zone: string,
  now: Date,
  elsewhere: boolean,
  isNext: boolean,
  t: TFunction,
): string {
  const untilMs = at.getTime() - now.getTime();
  switch (section) {
    case 'publishing':
      if (elsewhere) return t('queue.here', { time: formatTime(at, here) });
      if (untilMs > 0) return t('queue.in', { span: formatSpan(untilMs) });
      if (untilMs > -minute) return t('queue.justNow');
      return t('queue.ago', { span: formatSpan(-untilMs) });
    case 'scheduled':
      if (elsewhere) return t('queue.here', { time: formatTime(at, here) });
      return isNext ? t('queue.in', { span: formatSpan(untilMs) }) : '';
    default:
      return relativeDay(at, zone, now, t);
  }
}

/** "Today", "Tomorrow", "Yesterday", or the day. */
export function relativeDay(at: Date, zone: string, now: Date, t: TFunction): string {
  switch (daysFromNow(at, zone, now)) {
    case 0:
      return t('queue.today');
    case 1:
      return t('queue.tomorrow');
    case -1:
      return t('queue.yesterday');
    default:
      return formatDay(at, zone, now);
  }
}

/** "Today, Tue 24 Nov". */
export function dayHeading(at: Date, zone: string, now: Date, t: TFunction): string {
  const day = formatDay(at, zone, now);
  switch (daysFromNow(at, zone, now)) {
    case 0:
      return t('queue.todayHeading', { day });
    case 1:
      return t('queue.tomorrowHeading', { day });
    default:
      return day;
  }
}
