import { dayKey, dayRange } from '../../lib/zones';
import type {
  BulkEdit,
  BulkResult,
  EventCatalog,
  Media,
  Post,
  PostMove,
  ResolvedTime,
  SlotTime,
  When,
} from '../types';
import { quarterPlus } from './data';
import { FakeRemedies } from './fakeRemedies';
import { wait, wire } from './fakeWire';

type Parts = {
  posts: Map<string, Post>;
  put: (post: Post) => Post;
  remove: (id: string) => void;
  resolve: (wall: string, zone: string) => Promise<ResolvedTime>;
  addMedia: (media: Media) => void;
  emit: <K extends keyof EventCatalog>(name: K, payload: EventCatalog[K]) => void;
};

const zones: Record<string, string> = {
  a1: 'Asia/Jakarta',
  a3: 'America/New_York',
  a5: 'Europe/London',
};

const refusals: Record<string, string> = {
  published: "This post is already published, so its time can't change.",
  in_inbox: "This post is in the TikTok inbox already, so its time can't change.",
};

/** Acts on several posts, all or none, and their undo; what internal/queue does, in short. */
export class FakeBulk {
  private acts = new Map<string, Post[]>();
  private count = 0;
  /** The wall times of each day at which every account has a slot. */
  walls = ['12:00', '18:30'];

  readonly remedies: FakeRemedies;

  constructor(private parts: Parts) {
    this.remedies = new FakeRemedies({
      ...{ posts: parts.posts, addMedia: parts.addMedia, emit: parts.emit },
      act: (ids, change) => this.act(ids, change),
      move: async (post, { when }) => this.at(post, await this.timeOf(when), when),
    });
  }

  bindings() {
    const move = (moves: PostMove[]) => this.move(moves);
    return {
      Move: (id: string, when: When) => move([{ id, when, slot: false }]),
      MoveAll: move,
      Unplan: (id: string) => this.unplan([id]),
      UnplanAll: (ids: string[]) => this.unplan(ids),
      EditAll: (edit: BulkEdit) => this.edit(edit),
      RemoveAll: (ids: string[]) => this.remove(ids),
      Undo: (token: string) => this.undo(token),
      ...this.remedies.bindings(),
      History: async () => fakeHistory,
      FreeSlots: (id: string, from: string, n: number) => this.freeSlots(id, from, n),
    };
  }

  private async act(ids: string[], change: (post: Post, i: number) => Promise<Post>) {
    await wait(30);
    const before = ids.flatMap((id) => this.parts.posts.get(id) ?? []);
    const refused = before
      .filter((p) => !p.editable)
      .map((p) => ({
        id: p.id,
        reason: 'post.in_flight',
        message: refusals[p.state] ?? "This post is on its way, so its time can't change any more.",
      }));
    if (refused.length > 0) return { posts: [], undo: '', refused } satisfies BulkResult;
    const next = await Promise.all(before.map(change));
    const posts = next.map((p) => this.parts.put(p));
    return { posts, undo: this.remember(before), refused: [] } satisfies BulkResult;
  }

  private remember(before: Post[]): string {
    const token = `act${++this.count}`;
    this.acts.set(token, before);
    return token;
  }

  private async move(moves: PostMove[]) {
    const times = await Promise.all(moves.map((m) => this.timeOf(m.when)));
    if (times.some((t) => Date.parse(t.at) <= Date.now())) {
      return Promise.reject(
        wire('invalid', 'schedule.past', 'That time has passed. Choose a later one.'),
      );
    }
    return this.act(
      moves.map((m) => m.id),
      async (post, i) => this.at(post, times[i], (moves[i] as PostMove).when),
    );
  }

  private timeOf(when: When) {
    return this.parts.resolve(when.wall.slice(0, 16), when.zone);
  }

  private at({ failure: _, ...post }: Post, time: ResolvedTime | undefined, when: When): Post {
    return {
      ...post,
      state: post.state === 'draft' ? 'draft' : 'scheduled',
      scheduledAt: time?.at ?? '',
      wall: `${when.wall}:00`.slice(0, 19),
      zone: when.zone,
    };
  }

  private unplan(ids: string[]) {
    return this.act(ids, async (post) => ({
      ...post,
      state: 'draft',
      consentAt: '',
      scheduledAt: '',
      wall: '',
    }));
  }

  private edit({ edits }: BulkEdit) {
    return this.act(
      edits.map((e) => e.id),
      async (post, i) => {
        const edit = edits[i];
        return {
          ...post,
          state: post.state === 'scheduled' ? 'draft' : post.state,
          consentAt: '',
          ...(edit?.setCaption ? { caption: edit.caption } : {}),
          ...(edit?.setAccount ? { accountId: edit.accountId, privacy: '' } : {}),
        };
      },
    );
  }

  private async remove(ids: string[]) {
    await wait(30);
    const before = ids.flatMap((id) => this.parts.posts.get(id) ?? []);
    for (const { id } of before) this.parts.remove(id);
    return { posts: [], undo: this.remember(before), refused: [] } satisfies BulkResult;
  }

  private async undo(token: string) {
    const before = this.acts.get(token);
    this.acts.delete(token);
    if (!before) {
      return Promise.reject(wire('not_found', 'undo.gone', "That can't be undone any more."));
    }
    return before.map((p) => this.parts.put(p));
  }

  private async freeSlots(id: string, from: string, n: number): Promise<SlotTime[]> {
    const zone = zones[id] ?? 'Europe/Madrid';
    const since = Math.max(Date.now(), from ? Date.parse(from) : 0);
    const taken = new Set(
      [...this.parts.posts.values()]
        .filter((p) => p.accountId === id && p.scheduledAt)
        .map((p) => Date.parse(p.scheduledAt)),
    );
    const free: SlotTime[] = [];
    for (const day of dayRange(dayKey(new Date(since), zone), 366)) {
      if (free.length >= n) break;
      for (const wall of this.walls) {
        const full = `${day}T${wall}`;
        const { at, note } = await this.parts.resolve(full, zone);
        if (Date.parse(at) > since && !taken.has(Date.parse(at)) && free.length < n) {
          free.push({ wall: `${full}:00`, zone, at, note });
        }
      }
    }
    return free;
  }
}

const line = (minutes: number, step: string, state: string, bytes = 0) => ({
  at: quarterPlus(-minutes),
  step,
  state,
  bytes,
  why: '',
});

/** A post that TikTok took and never spoke of again. */
const fakeHistory = [
  line(1010, 'schedule', 'scheduled'),
  line(1007, 'begin', 'due'),
  line(1006, 'prepare', 'prepared'),
  line(1005, 'begin_init', 'init_sent'),
  line(1005, 'accept_init', 'uploading'),
  line(1004.6, 'ack_chunk', 'uploading', 10_000_000),
  line(1004.3, 'ack_chunk', 'uploading', 21_400_000),
  line(1004.2, 'begin_finish', 'finishing'),
  line(1004, 'finish_upload', 'confirming'),
  line(985, 'snooze', 'confirming'),
  line(965, 'snooze', 'confirming'),
  line(945, 'snooze', 'confirming'),
  line(115, 'mark_uncertain', 'uncertain'),
];
