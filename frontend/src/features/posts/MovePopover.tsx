import { usePost } from '../../state/appStore';
import { useUi } from '../../state/ui';
import { deferred } from '../../ui/deferred';

const Asked = deferred(async () => (await import('./MoveForm')).MoveAsked);

/** A new time for one post, asked beside its row. */
export function MovePopover() {
  const moving = useUi((s) => s.moving);
  const post = usePost(moving?.id);
  if (!moving || !post?.editable) return null;
  return <Asked key={post.id} post={post} anchor={moving.anchor} />;
}
