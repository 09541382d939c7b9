import { useEffect, useRef } from 'react';
import { usePost } from '../state/appStore';
import { setUi, useUi } from '../state/ui';
import { deferred } from '../ui/deferred';

const Layer = deferred(async () => (await import('./ComposerLayer')).ComposerLayer);

const patienceMs = 2000;

/** The composer over the place it was opened from; what lies beside it is behind a scrim. */
export function ComposerPanel() {
  const id = useUi((s) => s.composerId);
  const post = usePost(id ?? undefined);
  const usable = post?.editable ?? false;

  // Already on its way, or gone: there is nothing left to edit. A post that is not known yet
  // may be one whose event has not come.
  const known = post !== undefined;
  useEffect(() => {
    if (id === null || usable) return;
    const timer = setTimeout(() => setUi({ composerId: null }), known ? 0 : patienceMs);
    return () => clearTimeout(timer);
  }, [id, usable, known]);

  useReturnFocus(id);
  if (id === null || !post || !usable) return null;
  return <Layer id={id} />;
}

/** Closing puts the keyboard back on the row of the post. */
function useReturnFocus(id: string | null) {
  const last = useRef<string | null>(null);
  useEffect(() => {
    const before = last.current;
    last.current = id;
    if (id !== null || before === null) return;
    document
      .querySelector<HTMLElement>(`[data-post="${CSS.escape(before)}"]`)
      ?.focus({ preventScroll: true });
  }, [id]);
}
