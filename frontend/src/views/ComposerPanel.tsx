import { useEffect, useMemo, useRef } from 'react';
import { Composer } from '../features/composer';
import { ClipColumn } from '../features/media';
import { useQueue } from '../features/posts';
import { usePost, usePosts } from '../state/appStore';
import { setUi, useUi } from '../state/ui';
import classes from './ComposerPanel.module.css';

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
  return <Panel id={id} />;
}

function Panel({ id }: { id: string }) {
  const post = usePost(id);
  const posts = usePosts();
  const { ids } = useQueue();
  const neighbours = useMemo(() => {
    const editable = ids.filter((x) => posts.get(x)?.editable);
    const at = editable.indexOf(id);
    return at < 0
      ? { previous: undefined, next: editable[0] }
      : { previous: editable[at - 1], next: editable[at + 1] };
  }, [ids, posts, id]);
  if (!post) return null;
  return (
    <div className={classes.layer}>
      <button
        type="button"
        className={classes.scrim}
        aria-hidden
        tabIndex={-1}
        onClick={() => setUi({ composerId: null })}
      />
      <div className={classes.panel}>
        <Composer
          key={id}
          post={post}
          neighbours={neighbours}
          renderClip={(clip) => <ClipColumn {...clip} />}
        />
      </div>
    </div>
  );
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
