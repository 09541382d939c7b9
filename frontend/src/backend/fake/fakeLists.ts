import type { Post, PostList, StateCount } from '../types';

/** What one call brings, as in the back end (app/rest.go). */
const [firstRows, restRows] = [60, 2000];

/** The posts of each state that the queue shows first, and how many there are beside them. */
export function firstPosts(all: Iterable<Post>): { posts: Post[]; rest: StateCount[] } {
  const states = new Map<string, Post[]>();
  for (const p of all) {
    const some = states.get(p.state);
    if (some) some.push(p);
    else states.set(p.state, [p]);
  }
  const posts: Post[] = [];
  const rest: StateCount[] = [];
  for (const [state, some] of states) {
    some.sort((a, b) => compare(a.scheduledAt || '~', b.scheduledAt || '~'));
    posts.push(...some.slice(0, firstRows));
    if (some.length > firstRows) rest.push({ state, count: some.length - firstRows });
  }
  return { posts, rest };
}

/** The next posts in the order of their ids. */
export function postsAfter(all: Iterable<Post>, id: string): PostList {
  const later = [...all].filter((p) => p.id > id).sort((a, b) => compare(a.id, b.id));
  return structuredClone({ posts: later.slice(0, restRows), more: later.length >= restRows });
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
