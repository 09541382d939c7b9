import { useDeferredValue, useMemo } from 'react';
import { useAccountMap, useFacts, useMediaMap, usePosts } from '../../state/appStore';
import { useUi } from '../../state/ui';
import { buildQueue, postIds } from './model';

/** The queue as it is shown now: filtered, in sections, without what is being deleted. */
export function useQueue() {
  const posts = usePosts();
  const media = useMediaMap();
  const accounts = useAccountMap();
  const { zone } = useFacts();
  const search = useDeferredValue(useUi((s) => s.search));
  const state = useUi((s) => s.stateFilter);
  const accountId = useUi((s) => s.accountFilter);
  const hidden = useUi((s) => s.hidden);
  return useMemo(() => {
    const items = buildQueue(
      { posts, media, accounts },
      { search, state, accountId },
      hidden,
      zone,
    );
    return { items, ids: postIds(items), total: posts.size - hidden.size };
  }, [posts, media, accounts, search, state, accountId, hidden, zone]);
}
