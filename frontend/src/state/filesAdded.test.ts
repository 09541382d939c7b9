import { beforeEach, expect, it } from 'vitest';
import { makeMedia, makePost } from '../backend/fake/data';
import { appStore, resetAppStore } from './appStore';
import { filesAdded } from './filesAdded';
import { resetUi, uiStore } from './ui';

const finding = (message: string) => ({
  code: 'c',
  severity: 'refused',
  message,
  failReason: '',
  fix: '',
  postId: '',
});

beforeEach(() => {
  resetAppStore();
  resetUi();
  const media = [
    makeMedia('m1', 'one.mp4'),
    makeMedia('m2', 'two.mp4', { verdict: 'refused', findings: [finding('It is too long.')] }),
  ];
  const posts = media.map((m) => makePost(`p${m.id}`, { mediaId: m.id }));
  appStore.set((s) => ({
    ...s,
    entities: {
      ...s.entities,
      media: new Map(media.map((m) => [m.id, m])),
      posts: new Map(posts.map((p) => [p.id, p])),
    },
  }));
});

const told = () => uiStore.get().notices.map((n) => `${n.tone}: ${n.title}. ${n.text}`);

it('tells of a file that was not taken once', () => {
  const refused = [{ name: 'notes.mp4', message: 'This is not a video.' }];
  filesAdded({ postIds: ['pm1', 'pm2'], refused });
  const [added, file, ...more] = told();
  expect(added).toMatch(/^amber: 2 clips added\. 1 needs you: It is too long\./);
  expect(file).toBe('red: notes.mp4. This is not a video.');
  expect(more).toEqual([]);
});

it('has good news of the rest when only a file was not taken', () => {
  resetUi();
  filesAdded({ postIds: ['pm1', 'pm1'], refused: [{ name: 'a.txt', message: 'Not a clip.' }] });
  expect(told()[0]).toMatch(/^green: 2 clips added/);
  expect(told()[1]).toBe('red: a.txt. Not a clip.');
});
