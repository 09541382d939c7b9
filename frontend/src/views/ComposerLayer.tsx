import { useMemo } from 'react';
import { Composer } from '../features/composer';
import { ClipColumn } from '../features/media';
import { useQueue } from '../features/posts';
import { usePost, usePosts } from '../state/appStore';
import { setUi } from '../state/ui';
import classes from './ComposerPanel.module.css';

/** The composer of one post, with the clip beside it. */
export function ComposerLayer({ id }: { id: string }) {
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
          // Another clip is another form: nothing of the old one's cut is kept.
          key={`${id} ${post.mediaId}`}
          post={post}
          neighbours={neighbours}
          renderClip={(clip) => <ClipColumn {...clip} />}
        />
      </div>
    </div>
  );
}
