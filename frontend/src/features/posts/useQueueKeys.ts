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
      if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === 'a') {
        const { ids, selectable } = latest.current;
        select(ids.filter(selectable));
        e.preventDefault();
        return;
      }
      if (e.ctrlKey || e.metaKey || e.altKey) return;
      if (handle(e, latest.current)) e.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

function handle(e: KeyboardEvent, list: List): boolean {
  const { ids, move } = list;
  const onButton = e.target instanceof HTMLElement && e.target.closest('button, a, input') !== null;
  const step = steps[e.key];
  if (step !== undefined) {
    const from = uiStore.get().currentId;
    const id = neighbour(ids, from, step);
    if (id) move(id);
    if (id && e.shiftKey) reach(list, from, id);
    return true;
  }
  if (e.key === 'Escape') {
    if (selectionStore.get().ids.size === 0) return false;
    clearSelection();
    return true;
  }
  const current = uiStore.get().currentId;
  const post = current === null ? undefined : appStore.get().entities.posts.get(current);
  return onRow(e, post && ids.includes(post.id) ? post : undefined, list, onButton);
}

/** Keys that are meant for the current row, or for what is selected. */
function onRow(e: KeyboardEvent, post: Post | undefined, list: List, onButton: boolean): boolean {
  switch (e.key) {
    case 'm':
    case 'M':
      moveSelected(post);
      return true;
    case 'Delete':
    case 'Backspace':
      remove(post, list);
      return true;
  }
  if (!post) return false;
  switch (e.key) {
    case 'x':
    case 'X':
      if (list.selectable(post.id)) toggleSelected(post.id);
      return true;
    case 's':
    case 'S':
      if (isMovable(post)) void toNextSlot(post);
      return true;
    case 'Enter':
      if (onButton) return false;
      runRemedy(post);
      return true;
    case ' ':
      if (onButton) return false;
      setUi({ previewId: post.id });
      return true;
    case 'e':
    case 'E':
      if (post.editable) openComposer(post.id);
      return true;
    default:
      return false;
  }
}

function reach({ ids, selectable }: List, from: string | null, to: string) {
  // Rows on their way can't be selected; a range goes over them.
  const order = ids.filter((id) => id === from || id === to || selectable(id));
  selectTo(order, to, from);
  const { ids: selected } = selectionStore.get();
  if ([...selected].every(selectable)) return;
  select([...selected].filter(selectable));
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

const steps: Record<string, number> = {
  j: 1,
  J: 1,
  ArrowDown: 1,
  k: -1,
  K: -1,
  ArrowUp: -1,
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

/** A dialog or a menu has the keyboard. */
function isBusy(): boolean {
  const { composerId, previewId, uncertainId, shortcuts, connecting, moving } = uiStore.get();
  if (composerId || previewId || uncertainId || shortcuts || connecting || moving) return true;
  const open = document.querySelectorAll('[role="menu"], [role="dialog"], [role="listbox"]');
  return [...open].some((el) => el.getClientRects().length > 0);
}
