import { useMemo } from 'react';
import { clockChanges, dayOf, naiveAt } from '../../lib/wallTime';
import { useAccountMap, useFacts, usePosts } from '../../state/appStore';
import { useUi } from '../../state/ui';
import { useNow } from '../../state/useNow';
import { otherZones, spanOf, tilesOf, unscheduled, within } from './calendarModel';
import { useCalendarStore } from './calendarStore';
import { ghostsIn } from './ghosts';

/** What the calendar shows now: its days, the posts and free slots in them, and the clock changes. */
export function useCalendar() {
  const posts = usePosts();
  const accounts = useAccountMap();
  const { zone: here } = useFacts();
  const zone = useCalendarStore((s) => s.zone) ?? here;
  const view = useCalendarStore((s) => s.view);
  const chosen = useCalendarStore((s) => s.day);
  const chosenSecond = useCalendarStore((s) => s.second);
  const moving = useCalendarStore((s) => s.moving);
  const hidden = useUi((s) => s.hidden);
  const accountId = useUi((s) => s.accountFilter);
  const now = useNow();
  const today = dayOf(naiveAt(now, zone));
  const day = chosen || today;

  const span = useMemo(() => spanOf(view, day), [view, day]);
  const filter = useMemo(() => ({ accountId, hidden }), [accountId, hidden]);
  const all = useMemo(() => tilesOf(posts, filter, zone, moving), [posts, filter, zone, moving]);
  const tiles = useMemo(() => within(all, span), [all, span]);
  const people = useMemo(
    () => [...accounts.values()].filter((a) => accountId === null || a.id === accountId),
    [accounts, accountId],
  );
  const ghosts = useMemo(
    () => ghostsIn(people, posts.values(), span, zone),
    [people, posts, span, zone],
  );
  const changes = useMemo(() => clockChanges(span.from, span.to, zone), [span, zone]);
  const minute = Math.floor(now.getTime() / 60_000);
  const zones = useMemo(
    () => otherZones(all, people, zone, new Date(minute * 60_000)),
    [all, people, zone, minute],
  );
  const second = chosenSecond && zones.includes(chosenSecond) ? chosenSecond : zones[0];
  const waiting = useMemo(() => unscheduled(posts, filter), [posts, filter]);
  // One object as long as nothing in it changes: the grid is drawn anew for another one only.
  return useMemo(
    () => ({
      ...{ view, day, today, span, zone, here, now, tiles, ghosts, changes },
      ...{ zones, second, waiting, accounts },
    }),
    [
      view,
      day,
      today,
      span,
      zone,
      here,
      now,
      tiles,
      ghosts,
      changes,
      zones,
      second,
      waiting,
      accounts,
    ],
  );
}

export type CalendarFacts = ReturnType<typeof useCalendar>;
