import type { Account, Post } from '../../backend/types';
import { i18n } from '../../i18n/i18n';
import { type Naive, readWall } from '../../lib/wallTime';
import { formatDay, formatTime, offsetName, sameClock, zoneCity } from '../../lib/zones';
import { viewState } from '../../state/postStates';
import type { Target } from './moveModel';

/** "18:30" of a wall time. */
export const clock = (wall: Naive) => formatTime(new Date(wall), 'UTC');

/** "Tue 24 Nov" of a wall time. */
export function dayWords(wall: Naive, now = new Date()): string {
  return formatDay(new Date(wall), 'UTC', now, i18n.language);
}

/** "Tue 24 Nov, 18:30". */
export function placeWords(wall: Naive, now = new Date()): string {
  return i18n.t('calendar.at', { day: dayWords(wall, now), time: clock(wall) });
}

/** "Thu 26 Nov, 12:00 (New York)": when a post goes out, where its time was chosen. */
export function whenWords(at: Date, zone: string, now = new Date()): string {
  return i18n.t('calendar.atCity', {
    day: formatDay(at, zone, now, i18n.language),
    time: formatTime(at, zone),
    city: zoneCity(zone),
  });
}

/** "13:30 (London)", with the day where it is another; "" where clocks are the same. */
export function elsewhereWords(at: Date, zone: string, shown: string, now = new Date()): string {
  if (sameClock(at, zone, shown)) return '';
  const day = formatDay(at, zone, now, i18n.language);
  const time = formatTime(at, zone);
  const city = zoneCity(zone);
  return day === formatDay(at, shown, now, i18n.language)
    ? i18n.t('calendar.timeCity', { time, city })
    : i18n.t('calendar.atCity', { day, time, city });
}

/** What a clock change does to a target; "" when nothing. */
export function noteWords(target: Target): string {
  const wall = readWall(target.wall);
  const city = zoneCity(target.zone);
  if (target.note === 'gap') {
    return i18n.t('calendar.gap', {
      day: dayWords(wall),
      wall: clock(wall),
      city,
      time: formatTime(target.at, target.zone),
    });
  }
  if (target.note === 'overlap') {
    return i18n.t('calendar.overlap', {
      wall: clock(wall),
      city,
      offset: offsetName(target.at, target.zone),
    });
  }
  return '';
}

/** What the toast says when a post has moved. */
export function movedWords(title: string, post: Post, target: Target): string {
  const when = whenWords(target.at, target.zone);
  if (target.note === 'gap') {
    const note = i18n.t('calendar.gapMoved', { wall: clock(readWall(target.wall)) });
    return i18n.t('calendar.movedShort', { when, note });
  }
  if (target.note === 'overlap') {
    return i18n.t('calendar.movedShort', { when, note: noteWords(target) });
  }
  return i18n.t(post.state === 'draft' ? 'calendar.planned' : 'calendar.moved', { title, when });
}

export function nameOf(account: Account | undefined): string {
  if (!account) return i18n.t('post.noAccount');
  return account.username ? `@${account.username}` : account.nickname;
}

export function stateWords(post: Post): string {
  return i18n.t(`state.${viewState(post).word}`);
}
