import { describe, expect, it } from 'vitest';
import { makeAccount, makePreferences, makeQuota } from '../../backend/fake/people';
import type { Quota, SignIn } from '../../backend/types';
import { i18n } from '../../i18n/i18n';
import { askedFor, missingOf } from '../../state/permissions';
import { connectStep, markOf, signInEnding } from './model';
import { quotaView } from './quotaModel';

const now = new Date('2026-11-26T12:00:00Z');
const account = makeAccount('a', 'Ana', 'ana');

describe('a sign-in', () => {
  const candidate = {
    nickname: 'Ana',
    username: 'ana',
    avatarUrl: '',
    known: false,
    scopes: [],
    missingScopes: [],
  };
  const word = (state: string, part: Partial<SignIn> = {}): SignIn => ({
    state,
    url: '',
    message: '',
    ...part,
  });

  it('explains first, and again after nothing was said', () => {
    expect(connectStep(false, null, null)).toEqual({ step: 'explain' });
    expect(connectStep(false, word('done'), null)).toEqual({ step: 'explain' });
  });

  it('waits with the address, then asks who it is', () => {
    expect(connectStep(true, null, null)).toEqual({ step: 'waiting', url: '' });
    expect(connectStep(true, word('waiting', { url: 'https://x' }), null)).toEqual({
      step: 'waiting',
      url: 'https://x',
    });
    expect(connectStep(true, word('confirm', { candidate }), null)).toEqual({
      step: 'confirm',
      candidate,
    });
  });

  it('never asks without knowing whom about', () => {
    expect(connectStep(true, word('confirm'), null).step).toBe('waiting');
  });

  it('tells the wrong account from a failure', () => {
    const ended = (reason: string) => connectStep(false, null, { reason, message: 'm' }).step;
    expect(ended('account.declined')).toBe('declined');
    expect(ended('account.other')).toBe('failed');
    expect(ended('account.unconfirmed')).toBe('failed');
  });
});

describe('an account in the list', () => {
  it('is marked with what waits for the user', () => {
    const lacking = { ...account, missingScopes: ['video.upload'] };
    expect(markOf(account)).toBe('connected');
    expect(markOf(lacking)).toBe('missing');
    expect(markOf({ ...lacking, health: 'signed_out' })).toBe('signedOut');
  });

  it('lacks nothing when TikTok did not name what it granted', () => {
    expect(missingOf({ scopes: [], missingScopes: ['video.upload'] })).toEqual([]);
  });

  it('says when its sign-in runs out within 30 days, loudly within 7', () => {
    const ends = (days: number, health = 'ok') =>
      signInEnding(
        {
          ...account,
          health,
          signInEndsAt: new Date(now.getTime() + days * 86_400_000).toISOString(),
        },
        now,
      );
    expect(ends(31)).toBeNull();
    expect(ends(30)?.urgent).toBe(false);
    expect(ends(7)?.urgent).toBe(true);
    expect(ends(7, 'signed_out')).toBeNull();
    expect(signInEnding({ ...account, signInEndsAt: '' }, now)).toBeNull();
  });
});

describe('what TikTok is asked for', () => {
  it('is what publishing needs, and what is switched on', () => {
    const none = makePreferences();
    const links = none.features.map((f) => ({ ...f, on: f.name === 'links' }));
    expect(askedFor(none).map((p) => p.word)).toEqual(['basic', 'publish', 'upload']);
    expect(askedFor({ ...none, features: links }).map((p) => p.word)).toEqual([
      'basic',
      'publish',
      'upload',
      'links',
    ]);
  });
});

describe('a limit in words', () => {
  const view = (q: Quota) => quotaView(q, now, 'Europe/Madrid', i18n.t);
  const at = (hours: number) => new Date(now.getTime() + hours * 3_600_000).toISOString();

  it('says how much is left, and that the figure is a guess', () => {
    const v = view(makeQuota('posts_per_day', 3, 15));
    expect(v).toMatchObject({ figure: '3 of about 15', warn: false, value: 0.2 });
    expect(v?.help).toMatch(/^12 left\. .*other apps count too/);
  });

  it('warns from four fifths on, with what to do', () => {
    expect(view(makeQuota('pending_drafts', 4, 5))).toMatchObject({
      figure: '4 of 5',
      warn: true,
      help: 'Finish one in the TikTok app to make room.',
    });
  });

  it('says when the next place is free: today, tomorrow, later', () => {
    const help = (hours: number) => view(makeQuota('pending_drafts', 5, 5, { freeAt: at(hours) }));
    expect(help(3)?.help).toContain('The next place is free today at 16:00, in 3 h.');
    expect(help(12)?.help).toContain('The next place is free tomorrow at 01:00, in 12 h.');
    expect(help(40)?.help).toContain('The next place is free on Sat 28 Nov, 05:00.');
    expect(help(-1)?.help).not.toContain('free');
  });

  it('believes a refusal over its own count, and says whose word it is', () => {
    const v = view(makeQuota('posts_per_day', 2, 15, { learned: true, freeAt: at(1) }));
    expect(v).toMatchObject({ figure: 'none left', value: 1, warn: true });
    expect(v?.help).toBe(
      'TikTok says this account has no posts left today; other apps count too. The next place is free today at 14:00, in 1 h.',
    );
  });

  it('leaves out a limit that this window does not know', () => {
    expect(view(makeQuota('stories', 1, 2))).toBeNull();
  });
});
