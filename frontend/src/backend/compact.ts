import type { Post, PostList, Snapshot } from './types';

/** What the back end leaves out of long lists of posts (app/compact.go). */
const empty: Omit<Post, 'postIds'> = {
  id: '',
  rev: 0,
  state: 'draft',
  accountId: '',
  mediaId: '',
  mode: '',
  caption: '',
  privacy: '',
  allowComment: false,
  allowDuet: false,
  allowStitch: false,
  yourBrand: false,
  brandedContent: false,
  aiGenerated: false,
  coverMs: 0,
  fit: '',
  cropX: 0,
  cropY: 0,
  trimStartMs: 0,
  trimEndMs: 0,
  trimAtKeyframe: false,
  loudness: false,
  remake: '',
  scheduledAt: '',
  wall: '',
  zone: '',
  consentAt: '',
  convert: '',
  notBefore: '',
  publishId: '',
  link: '',
  attempts: 0,
  createdAt: '',
  updatedAt: '',
  publishedAt: '',
  editable: false,
  cancelable: false,
};

/** Puts back what was left out. */
export function unpack<T extends Snapshot | PostList>(s: T): T {
  return { ...s, posts: s.posts.map((p) => ({ ...empty, ...p, postIds: p.postIds ?? [] })) };
}
