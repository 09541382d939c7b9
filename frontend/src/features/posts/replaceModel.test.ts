import { expect, it } from 'vitest';
import { makeMedia } from '../../backend/fake/data';
import type { Finding } from '../../backend/types';
import { replacements } from './replaceModel';

const refused = (code: string): Finding => ({
  ...{ code, severity: 'refused', message: '', failReason: '', fix: '', postId: '' },
});
const added = (addedAt: string, id: string, part = {}) =>
  makeMedia(id, `${id}.mp4`, { addedAt, ...part });

const own = added('2026-11-24', 'own');
const clips = [
  own,
  added('2026-11-20', 'old'),
  added('2026-11-23', 'new'),
  added('2026-11-22', 'gone', { removed: true }),
  added('2026-11-22', 'tiny', { verdict: 'refused', findings: [refused('too_short')] }),
  added('2026-11-21', 'talk', { verdict: 'refused', findings: [refused('too_long')] }),
];
const ids = (search: string) => replacements(clips, own, search).map((m) => m.id);

it('offers what could go out instead, the newest first', () => {
  expect(ids('')).toEqual(['new', 'talk', 'old']);
});

it('finds clips by their files', () => {
  expect(ids(' NEW')).toEqual(['new']);
  expect(ids('own')).toEqual([]);
});
