import * as calls from '../backend/calls';
import type { Post } from '../backend/types';
import { i18n } from '../i18n/i18n';
import { titleOf } from './actions';
import { replacePostClip } from './bulk';

type Flush = () => Promise<unknown>;
const unsaved = new Set<Flush>();

/**
 * Has flush called before a post is given another clip: what is being written about it is stored
 * first, because the old clip's form ends with it. Returns how to call that off.
 */
export function beforeReplacing(flush: Flush): () => void {
  unsaved.add(flush);
  return () => unsaved.delete(flush);
}

/**
 * Gives a post another clip: one of the library or, with null, a file that the user is asked for.
 * Resolves to true when it has another one.
 */
export async function replaceClip(post: Post, mediaId: string | null): Promise<boolean> {
  await Promise.allSettled([...unsaved].map((flush) => flush()));
  return replacePostClip(
    () => (mediaId === null ? calls.replaceClipFile(post.id) : calls.replaceClip(post.id, mediaId)),
    i18n.t('undo.replaced', { title: titleOf(post) }),
  );
}
