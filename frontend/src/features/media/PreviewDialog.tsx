import { useMedia, usePost } from '../../state/appStore';
import { useUi } from '../../state/ui';
import { deferred } from '../../ui/deferred';
import type { Shown } from './PreviewLook';

const PreviewLook = deferred(async () => (await import('./PreviewLook')).PreviewLook);

/** Where there is no post. */
const plain: Shown = {
  trimAtKeyframe: false,
  trimStartMs: 0,
  trimEndMs: 0,
  coverMs: 0,
  fit: 'keep',
  cropX: 0,
  cropY: 0,
  caption: '',
  accountId: '',
};

/** A quick look at a clip, of a post or of the library: Space plays, Escape closes. */
export function PreviewDialog() {
  const id = useUi((s) => s.previewId);
  const mediaId = useUi((s) => s.previewMediaId);
  const post = usePost(id ?? undefined);
  const media = useMedia(post?.mediaId ?? mediaId ?? undefined);
  if (!media || (id !== null && !post)) return null;
  return <PreviewLook post={post ?? plain} media={media} />;
}
