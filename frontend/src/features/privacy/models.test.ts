import { describe, expect, test } from 'vitest';
import type { ErasePlan, Health, RetentionRule, StoredCategory } from '../../backend/types';
import { i18n } from '../../i18n/i18n';
import { strengthOf } from '../../lib/passphrase';
import { confirms, mayErase } from './eraseModel';
import { effectOf } from './retentionModel';
import { concerning } from './securityModel';
import { leavesKey, shareOf } from './storedModel';
import { isCategoryScope, outcomeKey, slowest } from './usedModel';
import { formatClockTime, formatCount, formatTook, keptWords } from './words';

const t = i18n.t;

const rule = (part: Partial<RetentionRule> = {}): RetentionRule => ({
  id: 'record',
  category: 'record',
  days: 731,
  defaultDays: 731,
  shortest: 30,
  longest: 3653,
  lengthened: false,
  ...part,
});

describe('what a number of days would do', () => {
  test.each([
    [731, 'same'],
    [30, 'shorter'],
    [29, 'invalid'],
    [732, 'overDefault'],
    [3653, 'overDefault'],
    [3654, 'invalid'],
    [0, 'invalid'],
    [40.5, 'invalid'],
    [Number.NaN, 'invalid'],
  ])('%d days of a record: %s', (days, effect) => {
    expect(effectOf(rule(), days)).toBe(effect);
  });
  test('back towards the default is longer, not over it', () => {
    expect(effectOf(rule({ days: 60 }), 90)).toBe('longer');
  });
  test('for ever only where that is the default', () => {
    const content = rule({ id: 'content', days: 365, defaultDays: 0 });
    expect(effectOf(content, 0)).toBe('forever');
    expect(effectOf({ ...content, days: 0 }, 365)).toBe('shorter');
    expect(effectOf(content, 700)).toBe('longer');
  });
  test('logs cannot be lengthened', () => {
    const logs = rule({ days: 30, defaultDays: 30, shortest: 1, longest: 30 });
    expect(effectOf(logs, 31)).toBe('invalid');
  });
});

describe('the words of figures', () => {
  test('counts and times are written by Intl', () => {
    expect(formatCount(1204, 'en')).toBe('1,204');
    expect(formatCount(12_040, 'es')).toBe('12.040');
    expect(formatTook(40, t, 'en')).toBe('under 0.1 s');
    expect(formatTook(640, t, 'en')).toBe('0.6 s');
    expect(formatTook(640, t, 'id')).toBe('0,6 s');
    expect(formatTook(12_400, t, 'en')).toBe('12 s');
    expect(formatTook(125_000, t, 'en')).toBe('2 min 5 s');
  });
  test.each([
    [0, 'Until erased'],
    [1, '1 day'],
    [30, '30 days'],
    [90, '90 days'],
    [396, '13 months'],
    [731, '24 months'],
    [1096, '36 months'],
    [3653, '10 years'],
    [3000, '3,000 days'],
  ])('%d days are %s', (days, words) => {
    expect(keptWords(days, t, 'en')).toBe(words);
  });
  test('seconds are always shown', () => {
    expect(formatClockTime(new Date('2026-11-24T14:05:00Z'), 'UTC')).toBe('14:05:00');
  });
});

describe('what is typed before something is erased', () => {
  const plan = (part: Partial<ErasePlan> = {}): ErasePlan => ({
    scope: 'account',
    id: 'a1',
    confirm: 'café.surf',
    goes: [],
    stays: [],
    beyond: [],
    inFlight: [],
    unsettled: [],
    ...part,
  });
  test('has to be the whole name, however its letters are composed', () => {
    expect(confirms('café.surf', 'café.surf')).toBe(true);
    expect(confirms(' cafe\u0301.surf ', 'café.surf')).toBe(true);
    expect(confirms('Café.surf', 'café.surf')).toBe(false);
    expect(confirms('', 'café.surf')).toBe(false);
    expect(confirms('', '')).toBe(true);
  });
  test('is not enough for posts of which nobody can know', () => {
    expect(mayErase(plan(), 'café.surf', false)).toBe(true);
    expect(mayErase(plan({ unsettled: ['p1'] }), 'café.surf', false)).toBe(false);
    expect(mayErase(plan({ unsettled: ['p1'] }), 'café.surf', true)).toBe(true);
    expect(mayErase(plan({ unsettled: ['p1'] }), '', true)).toBe(false);
  });
});

describe('how strong a passphrase looks', () => {
  test.each([
    ['', 'none'],
    ['password', 'weak'],
    ['12345678901234567890', 'weak'],
    ['aaaaaaaaaaaaaaaaaaaaaaaa', 'weak'],
    ['harbour seven', 'fair'],
    ['harbour seven tide lantern', 'strong'],
  ])('%j is %s', (passphrase, strength) => {
    expect(strengthOf(passphrase)).toBe(strength);
  });
});

describe('the share of an account', () => {
  const category = {
    count: 9,
    bytes: 900,
    accounts: [{ accountId: 'a1', count: 4, bytes: 400 }],
  } as StoredCategory;
  test('is all for nobody, and nothing for an unknown one', () => {
    expect(shareOf(category, '')).toEqual({ count: 9, bytes: 900 });
    expect(shareOf(category, 'a1')).toEqual({ count: 4, bytes: 400 });
    expect(shareOf(category, 'a2')).toEqual({ count: 0, bytes: 0 });
  });
  test('what leaves in a way that is not known is not said to stay', () => {
    expect(leavesKey('')).toBe('never');
    expect(leavesKey('tiktok_published')).toBe('tiktok_published');
    expect(leavesKey('tiktok_someday')).toBe('tiktok');
  });
});

describe('rights that were used', () => {
  test('a reason is not done', () => {
    expect(outcomeKey('done')).toBe('done');
    expect(outcomeKey('resumed')).toBe('resumed');
    expect(outcomeKey('privacy.confirm')).toBe('failed');
  });
  test('what was seen is a kind of data, what was erased a reach', () => {
    expect(isCategoryScope({ kind: 'access', scope: 'account' })).toBe(true);
    expect(isCategoryScope({ kind: 'erasure', scope: 'account' })).toBe(false);
  });
  test('the slowest of none is not known', () => {
    expect(slowest([])).toBeUndefined();
  });
});

test('conditions of health are found by what they are about', () => {
  const h = (code: string) => ({ code }) as Health;
  expect(concerning([h('offline'), h('keyring')], 'key')?.code).toBe('keyring');
  expect(concerning([h('store.backup')], 'folder')).toBeUndefined();
  expect(concerning([h('store.synced_folder')], 'folder')?.code).toBe('store.synced_folder');
});
