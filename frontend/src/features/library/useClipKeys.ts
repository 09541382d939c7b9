import { type KeyboardEvent, type RefObject, useEffect, useRef } from 'react';
import { duplicatePost } from '../../state/actions';
import { removeClip } from '../../state/clips';
import { setUi } from '../../state/ui';
import { type Clip, stepTo } from './model';

type Options = {
  clips: readonly Clip[];
  /** The chosen one, or -1. */
  at: number;
  columns: number;
  root: RefObject<HTMLElement | null>;
  reveal: (index: number) => void;
  onChoose: (id: string) => void;
};

/** Arrows choose, Space looks, N makes a post of it, Delete takes it out of the library. */
export function useClipKeys({ clips, at, columns, root, reveal, onChoose }: Options) {
  const follow = useRef<string | null>(null);
  const held = useRef(false);
  // The row may have to be drawn first.
  useEffect(() => {
    // Other columns draw the rows anew, and the tile that had the keyboard is gone.
    const lost = held.current && document.activeElement === document.body;
    const id = follow.current ?? (lost ? clips[at]?.media.id : null) ?? null;
    held.current = root.current?.contains(document.activeElement) ?? false;
    if (id === null) return;
    const tile = root.current?.querySelector<HTMLElement>(`[data-clip="${CSS.escape(id)}"]`);
    if (!tile) return;
    follow.current = null;
    tile.focus({ preventScroll: true });
    held.current = true;
  });

  return (e: KeyboardEvent) => {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    const clip = clips[at];
    const act = acts[e.key];
    if (clip && act) {
      e.preventDefault();
      e.stopPropagation();
      const next = clips[at + 1] ?? clips[at - 1];
      act(clip);
      if (e.key === 'Delete' && next) move(next.media.id, clips.indexOf(next));
      return;
    }
    if (e.key === 'Enter' && at < 0 && clips[0]) return move(clips[0].media.id, 0);
    const to = at < 0 && e.key.startsWith('Arrow') ? 0 : stepTo(e.key, at, columns, clips.length);
    const target = to === null ? undefined : clips[to];
    if (!target || to === null) return;
    e.preventDefault();
    move(target.media.id, to);
  };

  function move(id: string, index: number) {
    onChoose(id);
    follow.current = id;
    reveal(index);
  }
}

const acts: Record<string, (clip: Clip) => void> = {
  ' ': (clip) => setUi({ previewMediaId: clip.media.id }),
  n: (clip) => void duplicatePost(clip.media.id),
  Delete: (clip) => removeClip(clip.media),
};
