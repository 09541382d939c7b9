import { useCallback, useEffect, useRef, useState } from 'react';
import * as calls from '../../backend/calls';
import { toAppError } from '../../backend/errors';
import type { PostInput } from '../../backend/types';
import { takePost } from '../../state/boot';
import { beforeLeaving } from '../../state/leaving';
import { sameInput } from './model';

/** How long the user has to be still before a draft is stored. */
const stillMs = 700;

export type SaveState =
  | { status: 'idle' }
  | { status: 'saving' }
  | { status: 'saved'; at: Date }
  | { status: 'failed'; message: string };

/**
 * Stores a draft while it is edited. Saves never overlap, the newest input wins, and leaving
 * stores what is pending. Posts that are not drafts are stored only by flush.
 */
export function useAutosave(postId: string, input: PostInput, stored: PostInput, auto: boolean) {
  const [state, setState] = useState<SaveState>({ status: 'idle' });
  const latest = useRef(input);
  const saved = useRef(stored);
  const running = useRef<Promise<boolean> | null>(null);
  const alive = useRef(true);
  latest.current = input;

  const flush = useCallback(async (): Promise<boolean> => {
    while (running.current) await running.current;
    const next = latest.current;
    if (sameInput(next, saved.current)) return true;
    const show = (s: SaveState) => {
      if (alive.current) setState(s);
    };
    show({ status: 'saving' });
    running.current = calls
      .savePost(postId, next)
      .then((post) => {
        saved.current = next;
        takePost(post);
        show({ status: 'saved', at: new Date() });
        return true;
      })
      .catch((e) => {
        show({ status: 'failed', message: toAppError(e).message });
        return false;
      })
      .finally(() => {
        running.current = null;
      });
    return running.current;
  }, [postId]);
  useEffect(() => {
    if (!auto || sameInput(input, saved.current)) return;
    const timer = setTimeout(() => void flush(), stillMs);
    return () => clearTimeout(timer);
  }, [input, auto, flush]);

  useEffect(() => {
    alive.current = true;
    const stay = auto ? beforeLeaving(flush) : undefined;
    return () => {
      alive.current = false;
      stay?.();
      if (auto) void flush();
    };
  }, [auto, flush]);

  return { state, flush };
}
