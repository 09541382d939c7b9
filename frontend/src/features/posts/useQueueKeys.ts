import { useEffect, useRef } from 'react';
import { chooseFiles } from '../../state/actions';
import { appStore } from '../../state/appStore';
import { openComposer, settleUndo, setUi, uiStore } from '../../state/ui';
import { runMenuAct, runRemedy } from './acts';
import { canDelete, isOut } from './model';

/** The keyboard of the queue. move gets the id of the row that the keyboard goes to. */
export function useQueueKeys(ids: readonly string[], move: (id: string) => void) {
  const latest = useRef({ ids, move });
  useEffect(() => {
    latest.current = { ids, move };
  });
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      if (e.defaultPrevented || isBusy() || isTyping(e.target)) return;
      if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === 'z') {
        const { undo } = uiStore.get();
        if (undo) settleUndo(undo.id, true);
        return;
      }
      if (e.ctrlKey || e.metaKey || e.altKey) return;
      if (handle(e, latest.current.ids, latest.current.move)) e.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

function handle(e: KeyboardEvent, ids: readonly string[], move: (id: string) => void): boolean {
  const onButton = e.target instanceof HTMLElement && e.target.closest('button, a') !== null;
  const step = steps[e.key];
  if (step !== undefined) {
    const id = neighbour(ids, uiStore.get().currentId, step);
    if (id) move(id);
    return true;
  }
  switch (e.key) {
    case 'n':
    case 'N':
      void chooseFiles();
      return true;
    case '?':
      setUi({ shortcuts: true });
      return true;
    case '/':
      document.querySelector<HTMLInputElement>('[data-search]')?.focus();
      return true;
  }
  const current = uiStore.get().currentId;
  const post = current === null ? undefined : appStore.get().entities.posts.get(current);
  if (!post || !ids.includes(post.id)) return false;
  switch (e.key) {
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
    case 'Delete':
    case 'Backspace':
      if (canDelete(post)) {
        const next = neighbour(ids, post.id, 1) ?? neighbour(ids, post.id, -1);
        runMenuAct(post, isOut(post) ? 'remove' : 'delete');
        if (next && next !== post.id) move(next);
      }
      return true;
    default:
      return false;
  }
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
    target instanceof HTMLElement && target.closest('input, textarea, [contenteditable]') !== null
  );
}

/** A dialog or a menu has the keyboard. */
function isBusy(): boolean {
  const { composerId, previewId, uncertainId, shortcuts, connecting } = uiStore.get();
  if (composerId || previewId || uncertainId || shortcuts || connecting) return true;
  const open = document.querySelectorAll('[role="menu"], [role="dialog"], [role="listbox"]');
  return [...open].some((el) => el.getClientRects().length > 0);
}
