import { useEffect, useRef } from 'react';
import type { Post } from '../../backend/types';
import { appStore } from '../../state/appStore';
import {
  clearSelection,
  select,
  selectionStore,
  selectTo,
  toggleSelected,
} from '../../state/selection';
import { type ShortcutId, shortcutFor } from '../../state/shortcuts';
import { openComposer, setUi, uiStore } from '../../state/ui';
import { deletePosts, moveSelected, runRemedy, toNextSlot } from './acts';
import { isMovable } from './model';

type List = {
  ids: readonly string[];
  /** Gets the id of the row that the keyboard goes to. */
  move: (id: string) => void;
  selectable: (id: string) => boolean;
};

/** The keyboard of the queue; what works everywhere is the shell's. */
export function useQueueKeys(
  ids: readonly string[],
  move: (id: string) => void,
  selectable: (id: string) => boolean,
) {
  const latest = useRef<List>({ ids, move, selectable });
  useEffect(() => {
    latest.current = { ids, move, selectable };
  });
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      if (e.defaultPrevented || isBusy() || isTyping(e.target)) return;
      if (handle(e, latest.current)) e.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

function handle(e: KeyboardEvent, list: List): boolean {
  const { ids, move, selectable } = list;
  const wanted = shortcutFor(e, 'queue');
  const step = stepOf(e, wanted);
  if (step !== undefined) {
    const from = uiStore.get().currentId;
    const id = neighbour(ids, from, step);
    if (id) move(id);
    if (id && e.shiftKey) reach(list, from, id);
    return true;
  }
  const current = uiStore.get().currentId;
  const found = current === null ? undefined : appStore.get().entities.posts.get(current);
  const post = found && ids.includes(found.id) ? found : undefined;
  switch (wanted) {
    case undefined:
      return false;
    case 'selectAll':
      // All are more than are here yet; in a moment they are.
      if (appStore.get().rest.size === 0) select(ids.filter(selectable));
      return true;
    case 'clear':
      if (selectionStore.get().ids.size === 0) return false;
      clearSelection();
      return true;
    case 'move':
      moveSelected(post);
      return true;
    case 'delete':
      remove(post, list);
      return true;
  }
  return post !== undefined && onRow(wanted, post, list, isOnControl(e.target));
}

/** What is meant for the current row. On a control its own keys stay its own. */
function onRow(wanted: ShortcutId, post: Post, list: List, onControl: boolean): boolean {
  switch (wanted) {
    case 'select':
      if (list.selectable(post.id)) toggleSelected(post.id);
      return true;
    case 'slot':
      if (isMovable(post)) void toNextSlot(post);
      return true;
    case 'act':
      if (onControl) return false;
      runRemedy(post);
      return true;
    case 'preview':
      if (onControl) return false;
      setUi({ previewId: post.id });
      return true;
    case 'edit':
      if (post.editable) openComposer(post.id);
      return true;
    default:
      return false;
  }
}

/** Selects on to a row. One that can't be selected is passed over: the range ends before it. */
function reach({ ids, selectable }: List, from: string | null, to: string) {
  const at = ids.indexOf(selectionStore.get().anchor ?? from ?? '');
  let end = ids.indexOf(to);
  const back = Math.sign(at - end);
  while (end !== at && !selectable(ids[end] ?? '')) end += back;
  const id = ids[end];
  if (id !== undefined && selectable(id)) selectTo(ids.filter(selectable), id, from);
}

function remove(post: Post | undefined, { ids, move }: List) {
  const { posts } = appStore.get().entities;
  const selected = [...selectionStore.get().ids].flatMap((id) => posts.get(id) ?? []);
  if (selected.length > 0) return deletePosts(selected);
  if (!post) return;
  const next = neighbour(ids, post.id, 1) ?? neighbour(ids, post.id, -1);
  deletePosts([post]);
  if (next && next !== post.id) move(next);
}

/** How many rows a key goes on, or undefined. */
function stepOf(e: KeyboardEvent, wanted: ShortcutId | undefined): number | undefined {
  switch (wanted) {
    case 'nextRow':
      return 1;
    case 'previousRow':
      return -1;
    case 'selectMore':
      return ['arrowdown', 'j'].includes(e.key.toLowerCase()) ? 1 : -1;
  }
  return e.ctrlKey || e.metaKey || e.altKey ? undefined : jumps[e.key];
}

/** Those of every list, which no sheet needs to tell. */
const jumps: Record<string, number> = {
  PageDown: 10,
  PageUp: -10,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

/** The id that lies by steps away, held inside the list; the first one when nothing is current. */
export function neighbour(
  ids: readonly string[],
  current: string | null,
  by: number,
): string | undefined {
  if (ids.length === 0) return undefined;
  const at = current === null ? -1 : ids.indexOf(current);
  if (at < 0) return by < 0 && !Number.isFinite(by) ? ids[0] : by > 1 ? ids.at(-1) : ids[0];
  return ids[Math.min(ids.length - 1, Math.max(0, at + by))];
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest('input:not([type="checkbox"]), textarea, [contenteditable]') !== null
  );
}

function isOnControl(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('button, a, input') !== null;
}

/** A dialog or a menu has the keyboard. */
function isBusy(): boolean {
  const { composerId, previewId, uncertainId, shortcuts, connecting, moving } = uiStore.get();
  if (composerId || previewId || uncertainId || shortcuts || connecting || moving) return true;
  const open = document.querySelectorAll('[role="menu"], [role="dialog"], [role="listbox"]');
  return [...open].some((el) => el.getClientRects().length > 0);
}
