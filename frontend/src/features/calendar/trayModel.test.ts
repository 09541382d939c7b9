import { describe, expect, it } from 'vitest';
import { makeMedia, makePost, media } from '../../backend/fake/data';
import { accounts } from '../../backend/fake/people';
import { spanOf } from './calendarModel';
import { rangeTitle } from './rangeTitle';
import { sortTray, trayWord } from './trayModel';

const clips = new Map(media.map((m) => [m.id, m]));
const people = new Map(accounts.map((a) => [a.id, a]));

describe('the tray', () => {
  const posts = [
    makePost('a', { accountId: 'a2', caption: 'Zebra', createdAt: '2026-11-24T10:00:00Z' }),
    makePost('b', { accountId: 'a1', caption: 'apple', createdAt: '2026-11-23T10:00:00Z' }),
    makePost('c', { caption: '', createdAt: '2026-11-25T10:00:00Z' }),
  ];
  it.each([
    ['newest', 'cab'],
    ['oldest', 'bac'],
    // c is known by its file, wave-left.mp4.
    ['byCaption', 'bca'],
    ['byAccount', 'abc'],
  ] as const)('is sorted %s', (order, ids) => {
    const sorted = sortTray(posts, order, clips, people);
    expect(sorted.map((p) => p.id).join('')).toBe(ids);
  });

  it('says what a draft lacks, the gravest first', () => {
    const word = (part: object, mediaId = 'm1') =>
      trayWord(makePost('x', { mediaId, ...part }), clips.get(mediaId));
    expect(word({ caption: 'Words', accountId: 'a1' }, 'm7')).toBe('tooShort');
    expect(word({}, 'm8')).toBe('tooLong');
    expect(word({})).toBe('noCaption');
    expect(word({ caption: 'Words' })).toBe('noAccount');
    expect(word({ caption: 'Words', accountId: 'a1' })).toBe('noConsent');
    expect(word({ caption: 'Words', accountId: 'a1', consentAt: 'x' })).toBe('ready');
    const odd = makeMedia('m', 'x.mp4', { verdict: 'refused', findings: [] });
    expect(trayWord(makePost('x', {}), odd)).toBe('refused');
  });
});

it('names what is shown', () => {
  const title = (view: 'day' | 'week' | 'month', day: string, language = 'en') =>
    rangeTitle(view, day, spanOf(view, day), language);
  expect(title('week', '2026-11-24')).toBe('23 – 29 November 2026');
  expect(title('week', '2026-12-01')).toBe('30 November – 6 December 2026');
  expect(title('month', '2026-11-24')).toBe('November 2026');
  expect(title('day', '2026-11-24')).toBe('24 November 2026');
  expect(title('month', '2026-11-24', 'es')).toBe('noviembre de 2026');
});
