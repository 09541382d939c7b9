import { useMedia, usePost } from '../../state/appStore';
import { useUi } from '../../state/ui';
import { deferred } from '../../ui/deferred';

const Convert = deferred(async () => (await import('./ConvertDialog')).ConvertDialog);
const Replace = deferred(async () => (await import('./ReplaceDialog')).ReplaceDialog);

/** What a refused clip, or one that is not wanted any more, can be helped with. */
export function RemedyDialogs() {
  const converting = usePost(useUi((s) => s.convertingId) ?? undefined);
  const replacing = usePost(useUi((s) => s.replacingId) ?? undefined);
  const media = useMedia(replacing?.mediaId);
  return (
    <>
      {converting && converting.convert !== '' && <Convert key={converting.id} post={converting} />}
      {replacing?.editable && <Replace key={replacing.id} post={replacing} clip={media} />}
    </>
  );
}
