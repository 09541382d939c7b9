import * as calls from '../backend/calls';
import { toAppError } from '../backend/errors';
import type { LinkName, Post } from '../backend/types';
import { i18n } from '../i18n/i18n';
import { appStore } from './appStore';
import { takePost } from './boot';
import { filesAdded } from './filesAdded';
import { postTitle } from './notices';
import { hide, notify, offerUndo, openComposer, setUi, uiStore } from './ui';

/** Runs a call; what goes wrong is told in a notice. Returns undefined then. */
export async function attempt<T>(run: () => Promise<T>): Promise<T | undefined> {
  try {
    return await run();
  } catch (e) {
    const fault = toAppError(e);
    if (fault.kind === 'canceled') return undefined;
    notify({
      tone: 'red',
      title: i18n.t('notice.trouble'),
      text: fault.message,
      code: fault.ref || fault.reason,
      fades: false,
    });
    return undefined;
  }
}

async function attemptPost(run: () => Promise<Post>): Promise<Post | undefined> {
  const post = await attempt(run);
  if (post) takePost(post);
  return post;
}

export const cancelPost = (id: string) => attemptPost(() => calls.cancelPost(id));
export const retryPost = (id: string) => attemptPost(() => calls.retryPost(id));
export const unschedulePost = (id: string) => attemptPost(() => calls.unschedulePost(id));
export const resolvePost = (id: string, published: boolean) =>
  attemptPost(() => calls.resolvePost(id, published));

/**
 * Takes the user's word that a post is on TikTok. Nothing takes that back once it is stored, so
 * it is stored when the ten seconds of the toast are over; until then the post is out of sight.
 */
export function markPublished(post: Post) {
  hide(post.id, true);
  offerUndo(
    i18n.t('undo.there', { title: titleOf(post) }),
    () => hide(post.id, false),
    () => resolvePost(post.id, true).then(() => hide(post.id, false)),
    'settle',
  );
}

export async function saveReceipt(post: Post) {
  const saved = await attempt(() => calls.saveReceipt(post.id));
  if (!saved) return;
  const title = i18n.t('notice.receiptSaved', { title: titleOf(post) });
  notify({ tone: 'green', title, text: '', fades: true });
}

export const openLink = (name: LinkName) => attempt(() => calls.openLink(name));

export async function duplicatePost(mediaId: string) {
  const post = await attemptPost(() => calls.createPost(mediaId));
  if (post) openComposer(post.id);
}

export async function chooseFiles() {
  const added = await attempt(() => calls.chooseFiles());
  if (added && (added.postIds.length > 0 || added.refused.length > 0)) filesAdded(added);
}

export async function chooseFolder() {
  const added = await attempt(() => calls.chooseFolder());
  if (added && (added.postIds.length > 0 || added.refused.length > 0)) filesAdded(added);
}

/** Settles what waits for the undo toast; called when the window goes away. */
export async function settlePending() {
  const done = uiStore.get().undo?.commit?.();
  setUi({ undo: null, earlier: [] });
  await done;
}

export const titleOf = (post: Post) => postTitle(post, appStore.get().entities);
