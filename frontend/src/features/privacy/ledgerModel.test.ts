import { describe, expect, test } from 'vitest';
import type { RequestPage, RequestRow } from '../../backend/types';
import {
  addRows,
  byDay,
  endingOf,
  featureKey,
  kindKey,
  lets,
  type Narrow,
  ownerOf,
  spanOf,
  startOfDay,
  verdictOf,
} from './ledgerModel';

const row = (id: number, part: Partial<RequestRow> = {}): RequestRow => ({
  id,
  at: '2026-11-24T14:41:52Z',
  feature: 'upload',
  method: 'PUT',
  host: 'open-upload-sg.tiktokapis.com',
  path: '/video/',
  data: 'video',
  bytesOut: 100,
  bytesIn: 10,
  status: 206,
  elapsedMs: 5,
  outcome: 'ok',
  accountId: '',
  postId: '',
  ...part,
});

const page = (rows: RequestRow[], part: Partial<RequestPage> = {}): RequestPage => ({
  rows,
  more: false,
  count: rows.length,
  bytesOut: rows.length * 100,
  bytesIn: rows.length * 10,
  hosts: ['open-upload-sg.tiktokapis.com'],
  features: ['upload'],
  ...part,
});

const all: Narrow = { host: '', feature: '', text: '', from: '', to: '' };

describe('how a request ended', () => {
  test.each([
    ['ok', 200, 'ok'],
    ['ok', 400, 'refused'],
    ['ok', 503, 'refused'],
    ['refused', 0, 'blocked'],
    ['offline', 0, 'offline'],
    ['something new', 0, 'broken'],
  ])('%s with status %i is %s', (outcome, status, ending) => {
    expect(endingOf({ outcome, status })).toBe(ending);
  });
});

describe('whose a host is', () => {
  test.each([
    ['open.tiktokapis.com', 'tiktok'],
    ['OPEN-UPLOAD-SG.tiktokapis.com', 'tiktok'],
    ['p16-sign.tiktokcdn-eu.com', 'tiktok'],
    ['eviltiktokapis.com', 'other'],
    ['tiktokapis.com.evil.example', 'other'],
    ['127.0.0.1:4711', 'practice'],
    ['127.0.0.1.evil.example', 'other'],
    ['[::1]:80', 'practice'],
    ['localhost:80', 'practice'],
    ['', 'other'],
  ])('%s is %s', (host, owner) => {
    expect(ownerOf(host)).toBe(owner);
  });
});

describe('what may be said above the list', () => {
  test('nothing only when nothing was ever sent', () => {
    expect(verdictOf(0, [], 0)).toBe('nothing');
    expect(verdictOf(0, ['open.tiktokapis.com'], 0)).toBe('tiktok');
  });
  test('to nobody else only when all went to TikTok', () => {
    expect(verdictOf(9, ['open.tiktokapis.com'], 0)).toBe('tiktok');
    expect(verdictOf(9, ['open.tiktokapis.com', 'x.example'], 0)).toBe('blocked');
    expect(verdictOf(9, ['open.tiktokapis.com', 'x.example'], 1)).toBe('elsewhere');
  });
  test('the practice TikTok is this computer', () => {
    expect(verdictOf(3, ['127.0.0.1:80'], 0)).toBe('practice');
  });
});

describe('days and their beginnings', () => {
  test('a day begins at its zone’s midnight', () => {
    expect(startOfDay('2026-11-24', 'Europe/Madrid').toISOString()).toBe(
      '2026-11-23T23:00:00.000Z',
    );
    expect(startOfDay('2026-07-24', 'America/New_York').toISOString()).toBe(
      '2026-07-24T04:00:00.000Z',
    );
  });
  test('a midnight that is skipped is where the clock arrives', () => {
    // Clocks in Havana went from 00:00 to 01:00 on 8 March 2026.
    expect(startOfDay('2026-03-08', 'America/Havana').toISOString()).toBe(
      '2026-03-08T05:00:00.000Z',
    );
  });
  test('the last day of a range belongs to it', () => {
    const now = new Date('2026-11-24T12:00:00Z');
    const period = { kind: 'days', first: '2026-11-20', last: '2026-11-21' } as const;
    expect(spanOf(period, 'UTC', now)).toEqual({
      from: '2026-11-20T00:00:00.000Z',
      to: '2026-11-22T00:00:00.000Z',
    });
    expect(spanOf({ kind: 'month' }, 'UTC', now).from).toBe('2026-10-26T00:00:00.000Z');
    expect(spanOf({ kind: 'all' }, 'UTC', now)).toEqual({ from: '', to: '' });
  });
});

describe('which rows the filter lets through', () => {
  test('each part narrows', () => {
    expect(lets(all, row(1))).toBe(true);
    expect(lets({ ...all, host: 'open.tiktokapis.com' }, row(1))).toBe(false);
    expect(lets({ ...all, feature: 'refresh' }, row(1))).toBe(false);
    expect(lets({ ...all, text: 'UPLOAD-sg' }, row(1))).toBe(true);
    expect(lets({ ...all, text: 'comupload' }, row(1))).toBe(false);
  });
  test('from is inclusive and to is not, whatever the form of the instant', () => {
    const at = row(1, { at: '2026-11-24T00:00:00Z' });
    expect(lets({ ...all, from: '2026-11-24T00:00:00.000Z' }, at)).toBe(true);
    expect(lets({ ...all, to: '2026-11-24T00:00:00.000Z' }, at)).toBe(false);
  });
});

describe('rows that have just left', () => {
  test('stand in front, once, and are counted', () => {
    const pages = [page([row(2), row(1)], { count: 40, more: true }), page([row(0)])];
    const next = addRows(pages, [row(3), row(4, { host: 'a.tiktokapis.com' }), row(2)]);
    expect(next[0]?.rows.map((r) => r.id)).toEqual([4, 3, 2, 1]);
    expect(next[0]?.count).toBe(42);
    expect(next[0]?.bytesOut).toBe(400);
    expect(next[0]?.hosts).toEqual(['a.tiktokapis.com', 'open-upload-sg.tiktokapis.com']);
    expect(next[1]).toBe(pages[1]);
  });
  test('without a first page there is nothing to put them in front of', () => {
    expect(addRows([], [row(1)])).toEqual([]);
  });
});

describe('rows under their days', () => {
  test('one day needs no heading, two have one each', () => {
    const late = row(2, { at: '2026-11-24T23:30:00Z' });
    const early = row(1, { at: '2026-11-24T22:30:00Z' });
    expect(byDay([late, early], 'UTC').map((i) => i.kind)).toEqual(['row', 'row']);
    expect(byDay([late, early], 'Europe/Madrid').map((i) => i.kind)).toEqual([
      'day',
      'row',
      'day',
      'row',
    ]);
  });
});

test('words that this window does not know are other', () => {
  expect(featureKey('telepathy')).toBe('other');
  expect(kindKey('dreams')).toBe('other');
  expect(kindKey('video')).toBe('video');
});
