import { describe, expect, it } from 'vitest';
import { postStates } from '../backend/types';
import en from '../i18n/en.json';
import { asState, isInFlight, sectionOf, viewState } from './postStates';

const view = (state: string) => viewState({ state });

describe('states in words', () => {
  it.each([
    ['draft', 'Draft', 'quiet', 'drafts'],
    ['scheduled', 'Scheduled', 'grey', 'scheduled'],
    ['due', 'Checking', 'green', 'publishing'],
    ['prepared', 'Ready', 'green', 'publishing'],
    ['init_sent', 'Uploading', 'green', 'publishing'],
    ['uploading', 'Uploading', 'green', 'publishing'],
    ['finishing', 'Uploading', 'green', 'publishing'],
    ['confirming', 'TikTok is processing', 'blue', 'publishing'],
    ['published', 'Published', 'green', 'done'],
    ['in_inbox', 'In your TikTok inbox', 'blue', 'done'],
    ['blocked', 'Needs you', 'amber', 'needsYou'],
    ['missed', 'Missed', 'amber', 'needsYou'],
    ['failed', 'Failed', 'red', 'needsYou'],
    ['canceled', 'Canceled', 'quiet', 'done'],
    ['uncertain', 'Could not confirm', 'amber', 'needsYou'],
  ])('%s is “%s”, %s, in %s', (state, word, tone, section) => {
    const v = view(state);
    expect(en.state[v.word]).toBe(word);
    expect(v.tone).toBe(tone);
    expect(sectionOf(state)).toBe(section);
  });

  it('has a look for every state that the back end generates', () => {
    for (const state of postStates) expect(view(state).icon).toBeDefined();
  });

  it('shows a conversion while the clip is due', () => {
    const render = { fraction: 0.427, remainingMs: 42_000 };
    expect(viewState({ state: 'due' }, undefined, render)).toMatchObject({
      word: 'converting',
      percent: 42,
      remainingMs: 42_000,
    });
    expect(viewState({ state: 'uploading' }, undefined, render)).toMatchObject({
      word: 'uploading',
      percent: 0,
    });
  });

  it('shows a conversion that the user has asked for while it lasts', () => {
    const render = { fraction: 0.427, remainingMs: 42_000 };
    const asked = { state: 'scheduled', remake: '30fps' };
    expect(viewState(asked, undefined, render)).toMatchObject({ word: 'converting', percent: 42 });
    expect(viewState({ ...asked, state: 'failed' }, undefined, render).tone).toBe('green');
    expect(viewState(asked, undefined, { ...render, fraction: 1 }).word).toBe('scheduled');
    expect(viewState({ state: 'scheduled', remake: '' }, undefined, render).word).toBe('scheduled');
  });

  it('fills the bar with the upload and never says 100 % before the last byte', () => {
    const upload = { sent: 999, total: 1000, remainingMs: 0 };
    expect(viewState({ state: 'uploading' }, upload).percent).toBe(99);
    expect(view('finishing').percent).toBe(100);
    expect(view('confirming').bar).toBe('moving');
    expect(view('scheduled').bar).toBeNull();
  });

  it('gives a sign-in its key', () => {
    const key = viewState({
      state: 'blocked',
      failure: { reason: 'account.signed_out', message: '' },
    });
    expect(key.icon).not.toBe(view('blocked').icon);
  });

  it('shows a state it does not know to the user instead of hiding it', () => {
    expect(asState('newer')).toBe('blocked');
    expect(isInFlight('uploading')).toBe(true);
    expect(isInFlight('uncertain')).toBe(false);
  });
});
