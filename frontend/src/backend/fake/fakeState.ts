import type { Account, EventCatalog, FFmpeg, Media, Post, PostInput, Preferences } from '../types';
import { calendarPosts, withSlots } from './calendarWeek';
import * as data from './data';
import { moreClips } from './fakeClips';
import { fakeFFmpeg } from './fakeFFmpeg';
import { welcomeScene } from './fakeWelcome';
import { fault, wait } from './fakeWire';
import { accounts, baseScopes, makePreferences } from './people';

export type Emit = <K extends keyof EventCatalog>(name: K, payload: EventCatalog[K]) => void;

/** What the in-memory back end holds, how that changes and is told, and what tests set in it. */
export class FakeState {
  rev = 100;
  posts: Map<string, Post>;
  media: Map<string, Media>;
  accounts: Map<string, Account>;
  /** What the next creator_info query is refused with. */
  creatorRefusal = '';
  /** What the next change of a rule for missed posts is refused with. */
  refuseMissed = '';
  /** What the next change of slots is refused with. */
  refuseSlots = '';
  /** What the next pre-flight is refused with. */
  refusePreflight = '';
  /** What the next preview copy is refused with. */
  refuseProxy = '';
  /** What the next look at a clip is refused with. */
  refuseLook = '';
  keyframesKnown = true;
  /** How long a preview copy takes. */
  proxyMs = 300;
  /** What was answered when the window was to close. */
  readonly closed: string[] = [];
  /** Every input that was stored, in order. */
  readonly saved: PostInput[] = [];
  preferences: Preferences;
  ffmpeg: FFmpeg;
  private count = 0;

  constructor(
    readonly emit: Emit,
    readonly scene: string,
    readonly workspace = 'Hollow Oak Studio',
  ) {
    const empty = ['empty', 'sandbox', 'noapp', 'welcome', 'practice', 'practice-bare'].includes(
      scene,
    );
    const calendar = calendarPosts(scene);
    const wanted = manyWanted(scene);
    const many = wanted > 0 ? manyPosts(wanted) : data.makePosts();
    const posts = calendar ?? (empty ? [] : many);
    this.posts = new Map(posts.map((p) => [p.id, p]));
    this.media = new Map((empty ? [] : data.media).map((m) => [m.id, m]));
    const clips = moreClips({ library: 53, clips: 5000 }[scene] ?? 0);
    for (const m of clips.media) this.media.set(m.id, m);
    for (const post of clips.posts) this.posts.set(post.id, post);
    const all = calendar ? withSlots(accounts) : accounts;
    const people = scene === 'sandbox' ? all.slice(0, 1) : empty ? [] : all;
    this.accounts = new Map(people.map((a) => [a.id, a]));
    const sources = {
      sandbox: 'practice',
      practice: 'practice',
      'practice-bare': 'practice',
      noapp: 'none',
      welcome: 'none',
      environment: 'environment',
    };
    this.ffmpeg = fakeFFmpeg(['ffmpeg', 'practice-bare'].includes(scene) ? '' : '/usr/bin/ffmpeg');
    const preferences = makePreferences(sources[scene as keyof typeof sources]);
    this.preferences = welcomeScene(scene, preferences);
  }

  async addFiles(n: number) {
    const postIds: string[] = [];
    for (let i = 0; i < n; i++) {
      const id = `new${++this.count}`;
      const media = data.makeMedia(`m${this.count + 20}`, `clip-${this.count}.mp4`);
      this.addMedia(media);
      this.put(data.makePost(id, { mediaId: media.id }));
      postIds.push(id);
    }
    const added = { postIds, refused: [] };
    this.emit('files:added', added);
    return added;
  }

  /** A new draft of a clip. */
  create(mediaId: string): Post {
    return this.put(data.makePost(`new${++this.count}`, { mediaId }));
  }

  addMedia(media: Media) {
    this.media.set(media.id, media);
    this.emit('media:changed', media);
  }

  /** Replaces a post and tells the window. */
  put(post: Post): Post {
    const now = new Date().toISOString();
    const next = data.makePost(post.id, { ...post, rev: ++this.rev, updatedAt: now });
    next.editable = data.makePost('', { state: post.state }).editable;
    next.cancelable = data.makePost('', { state: post.state }).cancelable;
    this.posts.set(post.id, next);
    this.emit('post:changed', next);
    return structuredClone(next);
  }

  remove(id: string) {
    this.posts.delete(id);
    this.emit('post:removed', { id, rev: ++this.rev });
  }

  removeAccount(id: string) {
    this.accounts.delete(id);
    this.emit('account:removed', { id, rev: ++this.rev });
  }

  /** Replaces an account and tells the window. */
  putAccount(account: Account): Account {
    const next = { ...account, rev: ++this.rev };
    this.accounts.set(next.id, next);
    this.emit('account:changed', next);
    return next;
  }

  async change(id: string, part: Partial<Post>): Promise<Post> {
    await wait(40);
    const post = this.posts.get(id);
    if (!post) return fault('not_found', 'post', 'This post is no longer here.');
    return this.put({ ...post, ...part });
  }

  /** The permissions that what is switched on needs. */
  wanted(): string[] {
    const on = this.preferences.features.filter((f) => f.on);
    return [...baseScopes, ...on.map((f) => f.scope)];
  }

  /** What each account lacks has changed. */
  touchAccounts() {
    for (const a of this.accounts.values()) {
      const missingScopes = this.wanted().filter((s) => !a.scopes.includes(s));
      this.putAccount({ ...a, missingScopes });
    }
  }

  /** Tells the window of anything, as scenes need it. */
  say: Emit = (name, payload) => this.emit(name, payload);

  /** Changes preferences and tells the window. */
  prefer(part: Partial<Preferences>) {
    this.preferences = { ...this.preferences, ...part };
    this.emit('settings:changed', this.preferences);
  }
}

/** How many posts the address asks for (?posts=10000); 0 is the usual few. */
function manyWanted(scene: string): number {
  const n = Number(new URLSearchParams(location.search).get('posts'));
  return Number.isInteger(n) && n > 0 ? n : scene === 'many' ? 10_000 : 0;
}

function manyPosts(n: number): Post[] {
  const templates = data.makePosts();
  return Array.from({ length: n }, (_, i) => {
    const base = templates[i % templates.length] as Post;
    const scheduledAt =
      base.state === 'scheduled'
        ? new Date(Date.now() + (i + 1) * 1_200_000).toISOString()
        : base.scheduledAt;
    return { ...base, id: `many${i}`, scheduledAt };
  });
}
