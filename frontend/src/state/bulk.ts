import * as calls from '../backend/calls';
import type { BulkResult, PostEdit, PostMove } from '../backend/types';
import { i18n } from '../i18n/i18n';
import { attempt } from './actions';
import { takeIn } from './boot';
import { keepSelected } from './selection';
import { notify, offerUndo, setUi, type UndoKind, uiStore } from './ui';

/**
 * Acts on posts: done to all or to none. What was done can be taken back for ten seconds; what
 * was refused is told. Each resolves to true when it was done.
 */
export const movePosts = (moves: PostMove[], label: string) =>
  act(() => calls.movePosts(moves), label, 'move');
export const unplanPosts = (ids: string[], label: string) =>
  act(() => calls.unplanPosts(ids), label, 'move');
export const editPosts = (edits: PostEdit[], label: string) =>
  act(() => calls.editPosts({ edits }), label, 'edit');

export async function removePosts(ids: string[], label: string): Promise<boolean> {
  const gone = new Set(ids);
  const done = await act(() => calls.removePosts(ids), label, 'delete');
  if (done) {
    keepSelected((id) => !gone.has(id));
    if (gone.has(uiStore.get().composerId ?? '')) setUi({ composerId: null });
  }
  return done;
}

/** Makes the picture of a refused post anew; to is its new time, where it is given one. */
export const convertPost = (id: string, to: PostMove | null, label: string) =>
  act(
    () =>
      calls.convertPost(id, {
        move: to !== null,
        when: to?.when ?? { now: false, wall: '', zone: '' },
        slot: to?.slot ?? false,
      }),
    label,
    to ? 'move' : 'edit',
  );
export const replacePostClip = (run: () => Promise<BulkResult>, label: string) =>
  act(run, label, 'edit');

async function act(run: () => Promise<BulkResult>, label: string, kind: UndoKind) {
  const result = await attempt(run);
  if (!result) return false;
  if (result.refused.length > 0) {
    refused(result);
    return false;
  }
  if (result.posts.length === 0 && result.undo === '') return false; // nothing was chosen
  take(result.posts);
  if (result.undo !== '') offerUndo(label, () => takeBack(result.undo), null, kind);
  return true;
}

async function takeBack(token: string) {
  const posts = await attempt(() => calls.undoPosts(token));
  if (posts) take(posts);
}

function take(posts: BulkResult['posts']) {
  takeIn(posts.map((payload) => ({ type: 'post:changed', payload })));
}

function refused({ refused: all }: BulkResult) {
  const [first] = all;
  if (!first) return;
  notify({
    tone: 'amber',
    title: i18n.t('bulk.nothingDone', { count: all.length }),
    text: first.message,
    code: first.reason,
    fades: false,
    action: { label: i18n.t('notice.show'), run: () => setUi({ currentId: first.id }) },
  });
}
