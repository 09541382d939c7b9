import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { makeMedia, makePost } from '../../backend/fake/data';
import { appStore, resetAppStore } from '../../state/appStore';
import { resetUi, uiStore } from '../../state/ui';
import { runRemedy } from './acts';

const bound = { ChooseFile: vi.fn(), Retry: vi.fn(), Create: vi.fn(), Replace: vi.fn() };
const blocked = (reason: string) =>
  makePost('p', { state: 'blocked', mediaId: 'm', failure: { reason, message: 'Gone.' } });
const told = () => uiStore.get().notices.map((n) => [n.title, n.action?.label]);

beforeEach(() => {
  Object.assign(window, { go: { app: { Posts: bound, Library: bound } } });
  const media = new Map([['m', makeMedia('m', 'dog.mp4')]]);
  appStore.set((s) => ({ ...s, entities: { ...s.entities, media } }));
});
afterEach(() => {
  vi.resetAllMocks();
  resetAppStore();
  resetUi();
});

it('leaves a post whose file was found to the engine, which looks for it', async () => {
  bound.ChooseFile.mockResolvedValue({ mediaId: 'm', same: true });
  runRemedy(blocked('media.source_missing'));
  await vi.waitFor(() => expect(told()).toEqual([['“dog.mp4” found again', undefined]]));
  expect(bound.ChooseFile).toHaveBeenCalledWith('m');
  expect(bound.Retry).not.toHaveBeenCalled();
});

it('tries a post again whose file had changed and is itself again', async () => {
  bound.ChooseFile.mockResolvedValue({ mediaId: 'm', same: true });
  bound.Retry.mockResolvedValue(makePost('p', { state: 'scheduled', rev: 2 }));
  runRemedy(blocked('media.source_changed'));
  await vi.waitFor(() => expect(bound.Retry).toHaveBeenCalledWith('p'));
});

it('gives other bytes no consent that was given for these', async () => {
  bound.ChooseFile.mockResolvedValue({ mediaId: 'm2', same: false });
  runRemedy(blocked('media.source_changed'));
  await vi.waitFor(() => expect(told()).toHaveLength(1));
  expect(told()[0]).toEqual([
    'The content differs, so it is a clip of its own',
    'Use it for the post',
  ]);
  expect(bound.Retry).not.toHaveBeenCalled();
  expect(bound.Replace).not.toHaveBeenCalled();
  bound.Replace.mockResolvedValue({ posts: [], undo: '', refused: [] });
  uiStore.get().notices[0]?.action?.run();
  await vi.waitFor(() => expect(bound.Replace).toHaveBeenCalledWith('p', 'm2'));
});

it('does nothing when nothing was chosen', async () => {
  bound.ChooseFile.mockResolvedValue({ mediaId: '', same: false });
  runRemedy(blocked('media.source_missing'));
  await vi.waitFor(() => expect(bound.ChooseFile).toHaveBeenCalled());
  expect(told()).toEqual([]);
});
