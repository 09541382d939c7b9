import type { Media, Post } from '../../backend/types';
import type { Target } from './bulkModel';

/** Where each account is: the zone of its latest time. An account without one is here. */
export function accountZones(posts: Iterable<Post>, here: string): (accountId: string) => string {
  const latest = new Map<string, Post>();
  for (const post of posts) {
    if (!post.accountId || !post.scheduledAt || !post.zone) continue;
    const known = latest.get(post.accountId);
    if (!known || known.scheduledAt < post.scheduledAt) latest.set(post.accountId, post);
  }
  return (accountId) => latest.get(accountId)?.zone ?? here;
}

/** The selected posts as a bulk edit sees them, in the order of the list. */
export function targetsOf(
  posts: readonly Post[],
  media: ReadonlyMap<string, Media>,
  zoneOf: (accountId: string) => string,
): Target[] {
  return posts.map((post) => ({
    id: post.id,
    accountId: post.accountId,
    zone: zoneOf(post.accountId),
    wall: post.scheduledAt ? post.wall : '',
    wallZone: post.zone,
    caption: post.caption,
    file: media.get(post.mediaId)?.name ?? '',
  }));
}
