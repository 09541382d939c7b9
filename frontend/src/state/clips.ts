import * as calls from '../backend/calls';
import type { Media, Post } from '../backend/types';
import { i18n } from '../i18n/i18n';
import { attempt, duplicatePost } from './actions';
import { replaceClip } from './remedies';
import { hide, notify, offerUndo, setUi, uiStore } from './ui';

export const showFile = (mediaId: string) => attempt(() => calls.showFile(mediaId));

/**
 * Asks for the file of a clip that is missing. The same bytes are the same clip; other bytes
 * become a clip of their own, which is then the chosen one, and which the post may be given that
 * the file was looked for. Null when nothing was chosen.
 */
export async function chooseFile(clip: Media, post?: Post): Promise<'same' | 'other' | null> {
  const chosen = await attempt(() => calls.chooseFile(clip.id));
  if (!chosen?.mediaId) return null;
  const { mediaId, same } = chosen;
  const key = same ? 'library.foundAgain' : 'library.otherClip';
  setUi({ clipId: mediaId });
  notify({
    tone: 'green',
    title: i18n.t(key, { name: clip.name }),
    text: '',
    fades: same,
    // What was agreed for a post holds for what it showed: another clip is another post.
    ...(same ? {} : { action: whatFor(mediaId, post) }),
  });
  return same ? 'same' : 'other';
}

function whatFor(mediaId: string, post: Post | undefined) {
  return post
    ? { label: i18n.t('library.giveToPost'), run: () => void replaceClip(post, mediaId) }
    : { label: i18n.t('library.newPost'), run: () => void duplicatePost(mediaId) };
}

/** Takes a clip out of the list at once, and out of the back end when the undo toast ends. */
export function removeClip(clip: Media) {
  hide(clip.id, true);
  if (uiStore.get().clipId === clip.id) setUi({ clipId: null });
  offerUndo(
    i18n.t('library.removed', { name: clip.name }),
    () => hide(clip.id, false),
    () => attempt(() => calls.removeClip(clip.id)).then(() => hide(clip.id, false)),
  );
}
