import { usePost } from '../../state/appStore';
import { useUi } from '../../state/ui';
import { deferred } from '../../ui/deferred';

const Asked = deferred(async () => (await import('./MoveForm')).MoveAsked);

type Props = {
  /** The zone whose clocks the place shows; the computer's unless it is another. */
  zone?: string;
  /** A click elsewhere only closes: where any click does something. */
  covers?: boolean;
};

/** A new time for one post, asked beside where it is shown. */
export function MovePopover({ zone, covers = false }: Props) {
  const moving = useUi((s) => s.moving);
  const post = usePost(moving?.id);
  if (!moving || !post?.editable) return null;
  return <Asked key={post.id} post={post} anchor={moving.anchor} shown={zone} covers={covers} />;
}
