import { type PointerEvent, type RefObject, useEffect, useRef } from 'react';
import type { Post } from '../../backend/types';
import { dayMs, minuteMs, naiveAt } from '../../lib/wallTime';
import { createStore } from '../../state/createStore';
import { canUnplan } from '../../state/moving';
import { type Drag, usePointerDrag } from '../../ui/usePointerDrag';
import { type Stuck, stuckBecause, timeOf } from './calendarModel';
import { announce, shownZone } from './calendarStore';
import { type Box, boxOf, type Geometry, measure, scrollerOf, spotAt } from './dragGeometry';
import type { Ghost } from './ghosts';
import { tilePx } from './gridEvents';
import { dragShift, shifted, stepMinutes, type Target, targetOn } from './moveModel';
import { movePost, ownZone, postOf, settleNudge, unplanPost } from './moves';

/** What is held over the calendar, and where it would go. */
export type Held = {
  post: Post;
  stuck: Stuck | null;
  x: number;
  y: number;
  grabbed: { x: number; y: number };
  width: number;
  target: Target | null;
  /** The target's outline, and what of the grid is seen. */
  box: Box | null;
  seen: Box;
  overTray: boolean;
  past: boolean;
};

/** What is held now. Only what draws it listens, not the calendar. */
export const heldStore = createStore<Held | null>(null);

/** A free slot this near takes what is dropped beside it. */
const slotPullMinutes = 15;
const edgePx = 36;
const scrollPx = 9;

type Parts = { root: RefObject<HTMLElement | null>; ghosts: readonly Ghost[]; large: boolean };

/**
 * Dragging posts: over days and hours, out of the tray and into it. It is followed here and not by
 * FullCalendar, so that a move of the pointer draws one tile and an outline, never the calendar.
 */
export function useTileDrag(parts: Parts) {
  const latest = useRef(parts);
  latest.current = parts;
  const state = useRef<{
    post: Post;
    el: HTMLElement;
    geometry: Geometry;
    tray: Box | null;
    grabbed: { x: number; y: number };
    width: number;
    fine: boolean;
    last: Drag;
    frame: number;
    scroller: HTMLElement | null;
    now: Held | null;
  } | null>(null);
  const began = useRef<{ el: HTMLElement; x: number; y: number } | null>(null);

  const follow = useRef(() => {
    const s = state.current;
    if (!s) return;
    s.now = hold(s.post, s, latest.current);
    heldStore.set(s.now);
  });

  const begin = (drag: Drag): boolean => {
    const from = began.current;
    const { root } = latest.current;
    const post = postOf(from?.el.dataset.post ?? '');
    const geometry = root.current && measure(root.current);
    if (!from || !post || !geometry) return false;
    settleNudge();
    const rect = from.el.getBoundingClientRect();
    const tray = trayEl()?.getBoundingClientRect();
    const lane = geometry.kind === 'lanes' ? geometry.lanes[0] : undefined;
    const inTray = from.el.dataset.trayItem !== undefined;
    state.current = {
      post,
      el: from.el,
      geometry,
      tray: tray ?? null,
      grabbed: inTray ? { x: 12, y: 10 } : { x: from.x - rect.left, y: from.y - rect.top },
      width: lane && inTray ? lane.right - lane.left - 8 : rect.width,
      fine: false,
      last: drag,
      frame: 0,
      scroller: lane ? scrollerOf(root.current?.querySelector('[role="cell"]') ?? from.el) : null,
      now: null,
    };
    from.el.dataset.lifted = '';
    return true;
  };

  /** Scrolls the hours while the pointer is at their edge. */
  const scroll = () => {
    const s = state.current;
    if (!s?.scroller) return;
    const { top, bottom, left, right } = s.geometry.seen;
    const { x, y } = s.last;
    const by = x < left || x > right ? 0 : y < top + edgePx ? -1 : y > bottom - edgePx ? 1 : 0;
    if (by !== 0) {
      s.scroller.scrollTop += by * scrollPx;
      follow.current();
    }
    s.frame = requestAnimationFrame(scroll);
  };

  const end = (): Held | null => {
    const s = state.current;
    state.current = null;
    began.current = null;
    if (!s) return null;
    cancelAnimationFrame(s.frame);
    delete s.el.dataset.lifted;
    heldStore.set(null);
    return s.now;
  };

  const start = usePointerDrag({
    onMove: (drag) => {
      if (!state.current) {
        if (!begin(drag)) return;
        scroll();
      }
      if (state.current) state.current.last = drag;
      follow.current();
    },
    onEnd: (_, moved) => {
      const dropped = end();
      if (!moved || !dropped) return;
      swallowClick();
      const { post, stuck, overTray, target, past } = dropped;
      if (stuck || past) return;
      if (overTray) {
        if (canUnplan(post)) void unplanPost(post.id);
      } else if (target) void movePost(post.id, target);
    },
    onCancel: () => {
      end();
      // The button is still down; its release is no click either.
      window.addEventListener('pointerup', swallowClick, { capture: true, once: true });
      announce('');
    },
  });

  // Alt makes the steps fine, also while the pointer rests.
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      const s = state.current;
      if (!s || e.key !== 'Alt') return;
      e.preventDefault();
      s.fine = e.type === 'keydown';
      follow.current();
    };
    window.addEventListener('keydown', onKey);
    window.addEventListener('keyup', onKey);
    return () => {
      window.removeEventListener('keydown', onKey);
      window.removeEventListener('keyup', onKey);
    };
  }, []);

  const onPointerDown = (e: PointerEvent<HTMLElement>) => {
    const el = e.target instanceof Element ? e.target.closest<HTMLElement>('[data-post]') : null;
    if (!el || !e.currentTarget.contains(el)) return;
    began.current = { el, x: e.clientX, y: e.clientY };
    start(e);
  };
  return onPointerDown;
}

type Moving = {
  geometry: Geometry;
  tray: Box | null;
  grabbed: { x: number; y: number };
  width: number;
  fine: boolean;
  last: Drag;
};

function hold(post: Post, s: Moving, { ghosts, large }: Parts): Held {
  const { x, y } = s.last;
  const stuck = stuckBecause(post);
  const base = {
    ...{ post, stuck, x, y, grabbed: s.grabbed, width: s.width, seen: s.geometry.seen },
    ...{ target: null, box: null, past: false, overTray: false },
  };
  if (stuck) return base;
  const { tray } = s;
  if (tray && x >= tray.left && x < tray.right && y >= tray.top && y < tray.bottom) {
    return { ...base, overTray: true };
  }
  const target = targetOf(post, s, ghosts);
  if (!target) return base;
  const wall = naiveAt(target.at, shownZone());
  const box = boxOf(s.geometry, wall, large ? tilePx.large : tilePx.small);
  return { ...base, target, box, past: target.at <= new Date() };
}

function targetOf(post: Post, s: Moving, ghosts: readonly Ghost[]): Target | null {
  const shown = shownZone();
  const step = s.fine ? stepMinutes.fine : stepMinutes.coarse;
  const spot = spotAt(s.geometry, s.last.x, s.last.y, s.grabbed.y, step);
  if (!spot) return null;
  const at = timeOf(post);
  if (spot.minutes === null) {
    // A month moves the day and keeps the time; a draft without one gets the day's free slot.
    if (at) {
      const from = naiveAt(at, shown);
      const days = Math.round((spot.day - Math.floor(from / dayMs) * dayMs) / dayMs);
      return shifted(post, from, { days, minutes: 0 }, shown);
    }
    return targetOn(spot.day + middayMs, shown, ownZone(post));
  }
  const near = s.fine ? undefined : pull(post, spot.day + spot.minutes * minuteMs, ghosts);
  const minutes = near ? (near.wall - spot.day) / minuteMs : spot.minutes;
  if (!at) return targetOn(spot.day + minutes * minuteMs, shown, ownZone(post));
  const from = naiveAt(at, shown);
  return shifted(post, from, dragShift(from, { day: spot.day, minutes }), shown);
}

const middayMs = 12 * 60 * minuteMs;

/** The free slot of the post's account that is nearest to where it is held. */
function pull(post: Post, wall: number, ghosts: readonly Ghost[]): Ghost | undefined {
  const far = (g: Ghost) => Math.abs(g.wall - wall);
  return ghosts
    .filter((g) => post.accountId === '' || g.accountId === post.accountId)
    .filter((g) => far(g) <= slotPullMinutes * minuteMs)
    .sort((a, b) => far(a) - far(b))[0];
}

/** The release of a drag is a click too; it opens nothing. */
function swallowClick() {
  const stop = (e: MouseEvent) => {
    e.preventDefault();
    e.stopPropagation();
  };
  window.addEventListener('click', stop, { capture: true, once: true });
  setTimeout(() => window.removeEventListener('click', stop, { capture: true }), 0);
}

/** The tray, or in a small window the button that opens it. */
export function trayEl(): HTMLElement | null {
  return (
    document.querySelector<HTMLElement>('[data-tray]') ??
    document.querySelector<HTMLElement>('[data-tray-button]')
  );
}
