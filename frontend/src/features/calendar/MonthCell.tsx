import { createContext, memo, use } from 'react';
import { useTranslation } from 'react-i18next';
import { thumbUrl } from '../../backend/mediaUrls';
import type { Account } from '../../backend/types';
import { type ClockChange, dayMs, type Naive, startOf } from '../../lib/wallTime';
import { titleOf } from '../../state/actions';
import { viewState } from '../../state/postStates';
import { setUi } from '../../state/ui';
import { Thumb } from '../../ui/Thumb';
import { markOf, monthShows, splitDay, stuckBecause, type Tile, worstOf } from './calendarModel';
import { setCalendar, useCalendarStore } from './calendarStore';
import { DayButton } from './DayButton';
import { GhostThumb } from './Ghost';
import type { Ghost } from './ghosts';
import classes from './MonthCell.module.css';
import { openPost } from './moves';
import { clock, dayWords, nameOf, stateWords } from './words';

export type MonthFacts = {
  days: ReadonlyMap<string, Tile[]>;
  /** The free slots ahead. */
  ghosts: ReadonlyMap<string, Ghost[]>;
  accounts: ReadonlyMap<string, Account>;
  changes: readonly ClockChange[];
  zone: string;
  nowWall: Naive;
  thumbPx: number;
  /** "2026-11" */
  month: string;
  tabKey: string | undefined;
};

export const MonthContext = createContext<MonthFacts | null>(null);

const none: Tile[] = [];

/** The posts of a day: up to three of them, and how many more there are. Free slots take the room left, by time. */
export function MonthDay({ day }: { day: string }) {
  const facts = use(MonthContext);
  if (!facts) return null;
  const { shown, hidden } = splitDay(facts.days.get(day) ?? none);
  const free = facts.ghosts.get(day)?.slice(0, monthShows - shown.length) ?? [];
  const items = [...shown, ...free].sort((a, b) => a.wall - b.wall);
  return (
    <div className={classes.day}>
      {hidden.length > 0 && <More day={day} hidden={hidden} />}
      <ul className={classes.posts}>
        {items.map((item) =>
          'post' in item ? (
            <li key={item.post.id}>
              <MonthTile
                tile={item}
                account={facts.accounts.get(item.post.accountId)}
                past={item.wall < facts.nowWall}
                height={facts.thumbPx}
                tabStop={facts.tabKey === item.post.id}
              />
            </li>
          ) : (
            <li key={item.key}>
              <GhostThumb
                ghost={item}
                account={facts.accounts.get(item.accountId)}
                height={facts.thumbPx}
                tabStop={facts.tabKey === item.key}
              />
            </li>
          ),
        )}
      </ul>
    </div>
  );
}

/** The number of a day, and that clocks change on it. */
function DayNumber({ day }: { day: string }) {
  const { t, i18n } = useTranslation();
  const facts = use(MonthContext);
  if (!facts) return null;
  const at = startOf(day);
  const isToday = Math.floor(facts.nowWall / dayMs) * dayMs === at;
  const named = day.endsWith('-01') && !isToday;
  const language = i18n.language === 'en' ? 'en-GB' : i18n.language;
  const change = facts.changes.find((c) => Math.floor(c.start / dayMs) * dayMs === at);
  return (
    <span className={classes.top}>
      <DayButton
        day={day}
        className={classes.number}
        data-today={isToday || undefined}
        data-quiet={at < facts.nowWall - dayMs || !day.startsWith(facts.month) || undefined}
      >
        {new Intl.DateTimeFormat(language, {
          timeZone: 'UTC',
          day: 'numeric',
          ...(named ? { month: 'short' } : {}),
        }).format(at)}
      </DayButton>
      {change && <span className={classes.change}>{t(`calendar.${change.kind}Title`)}</span>}
    </span>
  );
}

function More({ day, hidden }: { day: string; hidden: readonly Tile[] }) {
  const { t } = useTranslation();
  const worst = worstOf(hidden.map((h) => h.post));
  const view = worst && viewState(worst);
  const params = { count: hidden.length, day: dayWords(startOf(day)) };
  return (
    <button
      type="button"
      className={classes.more}
      data-tone={view?.tone}
      tabIndex={-1}
      aria-label={
        worst
          ? t('calendar.moreWith', { ...params, state: stateWords(worst) })
          : t('calendar.more', params)
      }
      onClick={() => setCalendar({ view: 'day', day })}
    >
      {view && <view.icon size={12} stroke={1.9} aria-hidden />}
      {t('calendar.plus', { count: hidden.length })}
    </button>
  );
}

type TileProps = {
  tile: Tile;
  account: Account | undefined;
  past: boolean;
  height: number;
  tabStop: boolean;
};

const MonthTile = memo(function MonthTile({ tile, account, past, height, tabStop }: TileProps) {
  const { post } = tile;
  const { t } = useTranslation();
  const focused = useCalendarStore((s) => s.focusKey === post.id);
  const mark = markOf(post);
  // Green is the rule of the past; a month would be covered with it.
  const badge = mark && post.state !== 'published' ? mark : null;
  const stuck = stuckBecause(post);
  return (
    <button
      type="button"
      className={classes.tile}
      data-post={post.id}
      data-item={post.id}
      data-state={post.state}
      data-tone={badge?.tone}
      data-past={past || undefined}
      data-stuck={stuck ?? undefined}
      title={stuck ? t(`calendar.stuck.${stuck}`) : undefined}
      tabIndex={tabStop || focused ? 0 : -1}
      aria-keyshortcuts="Enter M S U"
      onFocus={() => {
        setCalendar({ focusKey: post.id });
        setUi({ currentId: post.id });
      }}
      onClick={() => openPost(post.id)}
    >
      <Thumb src={thumbUrl(post.mediaId)} width={Math.round((height * 9) / 16)} height={height} />
      {badge && (
        <span className={classes.badge}>
          <badge.icon size={11} stroke={2} aria-hidden />
        </span>
      )}
      <span className="visually-hidden">{dayWords(tile.wall)}, </span>
      <span className={classes.time}>{clock(tile.wall)}</span>
      <span className="visually-hidden">
        , {stateWords(post)}: {titleOf(post)}, {nameOf(account)}
      </span>
    </button>
  );
});

// FullCalendar calls its content hooks as functions.
export const MonthNumber = (info: { date: Date }) => (
  <DayNumber day={info.date.toISOString().slice(0, 10)} />
);
