import * as calls from '../backend/calls';
import type { Media } from '../backend/types';
import { i18n } from '../i18n/i18n';
import { attempt } from './actions';
import { notify, offerUndo, setUi, uiStore } from './ui';

export const showFile = (mediaId: string) => attempt(() => calls.showFile(mediaId));

/**
 * Asks for the file of a clip that is missing. The same bytes are the same clip; other bytes
 * become a clip of their own, which is then the chosen one. True when something was chosen.
 */
export async function chooseFile(clip: Media): Promise<boolean> {
  const chosen = await attempt(() => calls.chooseFile(clip.id));
  if (!chosen?.mediaId) return false;
  const key = chosen.same ? 'library.foundAgain' : 'library.otherClip';
  setUi({ clipId: chosen.mediaId });
  notify({ tone: 'green', title: i18n.t(key, { name: clip.name }), text: '', fades: true });
  return true;
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

function hide(id: string, on: boolean) {
  uiStore.set((s) => {
    const hidden = new Set(s.hidden);
    if (on) hidden.add(id);
    else hidden.delete(id);
    return { ...s, hidden };
  });
}
