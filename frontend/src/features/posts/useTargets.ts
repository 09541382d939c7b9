import { useMemo } from 'react';
import type { Post } from '../../backend/types';
import { useFacts, useMediaMap, usePosts } from '../../state/appStore';
import { useSelection } from '../../state/selection';
import type { Target } from './bulkModel';
import { isMovable } from './model';
import { accountZones, targetsOf } from './targets';
import { useQueue } from './useQueue';

/** What an open edit is for: the selected posts that it can change, and how many it can't. */
export function useTargets(can: (post: Post) => boolean = isMovable): {
  targets: Target[];
  posts: Post[];
  left: number;
} {
  const { ids } = useQueue();
  const posts = usePosts();
  const media = useMediaMap();
  const { zone } = useFacts();
  const selected = useSelection();
  const zoneOf = useMemo(() => accountZones(posts.values(), zone), [posts, zone]);
  return useMemo(() => {
    const all = ids.flatMap((id) => (selected.has(id) ? (posts.get(id) ?? []) : []));
    const usable = all.filter(can);
    return {
      targets: targetsOf(usable, media, zoneOf),
      posts: usable,
      left: all.length - usable.length,
    };
  }, [ids, posts, media, selected, zoneOf, can]);
}
