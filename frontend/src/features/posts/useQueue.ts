import { useDeferredValue, useMemo } from 'react';
import { useAccountMap, useFacts, useMediaMap, usePosts, useRest } from '../../state/appStore';
import type { Rest } from '../../state/entities';
import { useUi } from '../../state/ui';
import { type Queue, type QueueFilter, QueueIndex, type Sources } from './queueIndex';

/** The queue as it is shown now: filtered and in sections. */
export function useQueue() {
  const posts = usePosts();
  const media = useMediaMap();
  const accounts = useAccountMap();
  const rest = useRest();
  const { zone } = useFacts();
  const wanted = useUi((s) => s.search);
  const search = useDeferredValue(wanted);
  const state = useUi((s) => s.stateFilter);
  const accountId = useUi((s) => s.accountFilter);
  const sort = useUi((s) => s.sort);
  const hidden = useUi((s) => s.hidden);
  return useMemo(() => {
    const filter = { search, state, accountId, sort };
    const queue = shared({ posts, media, accounts }, filter, hidden, zone, rest);
    const missing = [...rest.values()].reduce((a, b) => a + b, 0);
    /** settled: the list is what the filters ask for, not what they asked for a moment ago. */
    return { ...queue, total: posts.size + missing - hidden.size, settled: search === wanted };
  }, [posts, media, accounts, search, wanted, state, accountId, sort, hidden, zone, rest]);
}

const index = new QueueIndex();
let last: { asked: unknown[]; queue: Queue } | null = null;

/** All who show the queue at a time ask for the same: it is built once for them. */
function shared(
  sources: Sources,
  filter: QueueFilter,
  hidden: ReadonlySet<string>,
  zone: string,
  rest: Rest,
): Queue {
  const asked = [...Object.values(sources), ...Object.values(filter), hidden, zone, rest];
  if (last?.asked.every((x, i) => x === asked[i])) return last.queue;
  last = { asked, queue: index.build(sources, filter, hidden, zone, rest) };
  return last.queue;
}
