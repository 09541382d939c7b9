import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { makePost } from '../backend/fake/data';
import type { FakeBackend } from '../backend/fake/fakeBackend';
import { installFake } from '../backend/fake/install';
import type { Post, PostList } from '../backend/types';
import { appStore, resetAppStore } from './appStore';
import { boot } from './boot';
import { resetUi, uiStore } from './ui';

let fake: FakeBackend;
let stop: () => void = () => undefined;

/** Opens a window on n scheduled posts. */
async function open(n: number) {
  fake = installFake('empty');
  for (let i = 0; i < n; i++) fake.put(post(i));
  stop = await boot();
}

const post = (i: number): Post =>
  makePost(`p${String(i).padStart(5, '0')}`, {
    state: 'scheduled',
    rev: 1,
    scheduledAt: new Date(Date.UTC(2030, 0, 1, 0, i)).toISOString(),
  });
const bindings = () =>
  (window as unknown as { go: { app: { Posts: { After: (id: string) => Promise<PostList> } } } }).go
    .app.Posts;
const world = () => appStore.get();
const whole = () => vi.waitFor(() => expect(world().rest.size).toBe(0), { timeout: 5000 });

beforeEach(() => {
  resetAppStore();
  resetUi();
});
afterEach(() => stop());

describe('a start with a long queue', () => {
  it('shows the first posts at once and has all a moment later', async () => {
    await open(4500);
    expect(world().entities.posts.size).toBe(60);
    expect(world().entities.posts.has('p00059')).toBe(true);
    expect(world().rest).toEqual(new Map([['scheduled', 4440]]));
    await whole();
    expect(world().entities.posts.size).toBe(4500);
    expect(uiStore.get().notices).toEqual([]);
  });

  it('keeps what has changed and what is gone while the rest was on its way', async () => {
    await open(300);
    const old = { ...post(200), rev: world().entities.posts.get('p00059')?.rev ?? 0 };
    const call = vi.spyOn(bindings(), 'After').mockImplementation(async () => {
      // The page was read before both events and comes after them.
      const page = { posts: [old, post(201)], more: false };
      fake.put({ ...old, caption: 'new words' });
      fake.remove('p00201');
      await new Promise((resolve) => setTimeout(resolve, 50));
      return page;
    });
    await whole();
    expect(call).toHaveBeenCalledOnce();
    expect(world().entities.posts.get('p00200')?.caption).toBe('new words');
    expect(world().entities.posts.has('p00201')).toBe(false);
  });

  it('tries again when the rest can’t be read', async () => {
    await open(100);
    const real = bindings().After;
    vi.spyOn(bindings(), 'After').mockRejectedValueOnce('busy').mockImplementation(real);
    await whole();
    expect(world().entities.posts.size).toBe(100);
  });

  it('asks for nothing more when the snapshot has all', async () => {
    vi.useFakeTimers();
    await open(60);
    const call = vi.spyOn(bindings(), 'After');
    await vi.advanceTimersByTimeAsync(3000);
    expect(call).not.toHaveBeenCalled();
    vi.useRealTimers();
  });
});
