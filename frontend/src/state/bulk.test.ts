import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { makeMedia, makePost } from '../backend/fake/data';
import type { BulkResult, Post } from '../backend/types';
import { appStore, resetAppStore } from './appStore';
import { takeIn } from './boot';
import { movePosts, removePosts } from './bulk';
import { fulfil, noteDrop, takeDropIntent } from './dropIntent';
import { filesAdded } from './filesAdded';
import { clearSelection, select, selectionStore } from './selection';
import { resetUi, settleUndo, uiStore } from './ui';

const bound = {
  MoveAll: vi.fn(),
  RemoveAll: vi.fn(),
  EditAll: vi.fn(),
  FreeSlots: vi.fn(),
  Undo: vi.fn(),
};

const done = (posts: Post[]): BulkResult => ({ posts, undo: 'token', refused: [] });
const know = (...posts: Post[]) =>
  takeIn(posts.map((payload) => ({ type: 'post:changed', payload })));
const when = { now: false, wall: '2026-11-30T12:00', zone: 'Europe/Madrid' };
const post = (id: string) => appStore.get().entities.posts.get(id);

beforeEach(() => {
  Object.assign(window, { go: { app: { Posts: bound } } });
  know(makePost('a', { rev: 1 }), makePost('b', { rev: 1 }));
});
afterEach(() => {
  vi.resetAllMocks();
  resetAppStore();
  resetUi();
  clearSelection();
  takeDropIntent();
});

it('takes in what a move has come to, and its undo', async () => {
  bound.MoveAll.mockResolvedValue(done([makePost('a', { rev: 2, wall: '2026-11-30T12:00:00' })]));
  bound.Undo.mockResolvedValue([makePost('a', { rev: 3, wall: '' })]);
  expect(await movePosts([{ id: 'a', when, slot: false }], 'Moved')).toBe(true);
  expect(post('a')?.wall).toBe('2026-11-30T12:00:00');
  expect(uiStore.get().undo).toMatchObject({ label: 'Moved', kind: 'move' });
  settleUndo(uiStore.get().undo?.id ?? '', true);
  await vi.waitFor(() => expect(post('a')?.rev).toBe(3));
  expect(bound.Undo).toHaveBeenCalledWith('token');
});

it('tells who stood in the way and offers no undo', async () => {
  const refused = [{ id: 'a', reason: 'post.published', message: 'It is out.' }];
  bound.MoveAll.mockResolvedValue({ posts: [], undo: '', refused });
  expect(await movePosts([{ id: 'a', when, slot: false }], 'Moved')).toBe(false);
  expect(uiStore.get().undo).toBeNull();
  expect(uiStore.get().notices[0]).toMatchObject({ text: 'It is out.', code: 'post.published' });
});

it('tells what went wrong with all of it', async () => {
  bound.RemoveAll.mockRejectedValue(JSON.stringify({ kind: 'unavailable', message: 'Disk full.' }));
  expect(await removePosts(['a'], 'Deleted')).toBe(false);
  expect(uiStore.get().notices[0]?.text).toBe('Disk full.');
});

it('lets go of what is deleted', async () => {
  select(['a', 'b']);
  bound.RemoveAll.mockResolvedValue(done([]));
  expect(await removePosts(['a'], 'Deleted')).toBe(true);
  expect([...selectionStore.get().ids]).toEqual(['b']);
});

it('selects what was added and says what needs the user', () => {
  const short = {
    code: 'duration',
    severity: 'refused',
    message: 'Too short.',
    failReason: '',
    fix: '',
    postId: '',
  };
  takeIn([{ type: 'media:changed', payload: makeMedia('m1', 'a.mp4', { findings: [short] }) }]);
  filesAdded({ postIds: ['a', 'b'], refused: [{ name: 'beach.JPG', message: 'No video.' }] });
  expect([...selectionStore.get().ids]).toEqual(['a', 'b']);
  const texts = uiStore.get().notices.map((n) => `${n.title} ${n.text}`);
  expect(texts[0]).toContain('2 clips added');
  expect(texts[0]).toContain('Too short.');
  expect(texts[1]).toContain('Photo posts are not possible');
});

it('selects added clips when the last of them is known, which may be after their list', () => {
  filesAdded({ postIds: ['a', 'late'], refused: [] });
  expect([...selectionStore.get().ids]).toEqual([]);
  know(makePost('late', { rev: 1 }));
  expect([...selectionStore.get().ids]).toEqual(['a', 'late']);
});

it('gives dropped clips the account and the slots that they were dropped for', async () => {
  bound.EditAll.mockResolvedValue(done([makePost('a', { rev: 2, accountId: 'a1' })]));
  bound.FreeSlots.mockResolvedValue([
    { wall: '2026-11-30T12:00:00', zone: 'Asia/Jakarta', at: '2026-11-30T05:00:00Z', note: '' },
  ]);
  bound.MoveAll.mockResolvedValue(done([]));
  know(makePost('b', { rev: 2, accountId: 'a2' }));
  await fulfil(['a', 'b'], { accountId: 'a1', fill: true });
  expect(bound.EditAll.mock.calls[0]?.[0].edits.map((e: { id: string }) => e.id)).toEqual(['a']);
  expect(bound.MoveAll.mock.calls[0]?.[0]).toEqual([
    {
      id: 'a',
      when: { now: false, wall: '2026-11-30T12:00:00', zone: 'Asia/Jakarta' },
      slot: true,
    },
  ]);
});

it('remembers what a drop was for, once and not for ever', () => {
  noteDrop({ accountId: 'a1', fill: true }, 0);
  expect(takeDropIntent(1000)).toEqual({ accountId: 'a1', fill: true });
  expect(takeDropIntent(1000)).toBeNull();
  noteDrop({ accountId: 'a1', fill: true }, 0);
  expect(takeDropIntent(31 * 60_000)).toBeNull();
  noteDrop({ accountId: '', fill: true }, 0);
  expect(takeDropIntent(1000)).toBeNull();
});
