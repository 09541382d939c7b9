import { beforeEach, describe, expect, it } from 'vitest';
import { makePost } from '../backend/fake/data';
import { accounts } from '../backend/fake/people';
import '../i18n/i18n';
import { type AppState, appStore, resetAppStore } from './appStore';
import { practiceNotice, resetPractice } from './practice';
import { welcomeStep } from './welcome';

function state(part: {
  accepted?: boolean;
  before?: string;
  welcomed?: boolean;
  sandbox?: boolean;
  posts?: number;
  people?: number;
}): AppState {
  const { entities, facts } = appStore.get();
  const { accepted = true, before = accepted ? '1.0' : '', welcomed = false } = part;
  const posts = Array.from({ length: part.posts ?? 0 }, (_, i) => makePost(`p${i}`, {}));
  return {
    rest: new Map(),
    entities: {
      ...entities,
      posts: new Map(posts.map((p) => [p.id, p])),
      accounts: new Map(accounts.slice(0, part.people ?? 0).map((a) => [a.id, a])),
      preferences: {
        ...entities.preferences,
        welcomed,
        policy: { ...entities.preferences.policy, accepted, acceptedVersion: before },
      },
    },
    facts: { ...facts, sandbox: part.sandbox ?? false, canLeave: part.sandbox ?? false },
  };
}

beforeEach(() => {
  resetAppStore();
  resetPractice();
});

describe('the first run', () => {
  it('begins with the policies, whatever is there', () => {
    expect(welcomeStep(state({ accepted: false }))).toBe('accept');
    expect(welcomeStep(state({ accepted: false, welcomed: true, posts: 3 }))).toBe('accept');
    expect(welcomeStep(state({ accepted: false, sandbox: true }))).toBe('accept');
  });

  it('does not begin again for a new version', () => {
    expect(welcomeStep(state({ accepted: false, before: '0.9', welcomed: true }))).toBe('done');
  });

  it('asks where posts go, and in the sandbox for a clip', () => {
    expect(welcomeStep(state({}))).toBe('where');
    expect(welcomeStep(state({ sandbox: true }))).toBe('drop');
    expect(welcomeStep(state({ sandbox: true, people: 1 }))).toBe('drop');
  });

  it('is over with the first post, the first real account, or when it is skipped', () => {
    expect(welcomeStep(state({ posts: 1 }))).toBe('done');
    expect(welcomeStep(state({ sandbox: true, posts: 1 }))).toBe('done');
    expect(welcomeStep(state({ people: 1 }))).toBe('done');
    expect(welcomeStep(state({ welcomed: true }))).toBe('done');
  });
});

describe('the first practice post', () => {
  const published = makePost('p1', { state: 'published' });

  it('says once how to post for real', () => {
    appStore.set(state({ sandbox: true }));
    expect(practiceNotice(makePost('p1', { state: 'failed' }))).toBeNull();
    expect(practiceNotice(published)).toMatchObject({ fades: false, stay: 'Stay here' });
    expect(practiceNotice(published)).toBeNull();
  });

  it('says nothing of it for real posts', () => {
    appStore.set(state({}));
    expect(practiceNotice(published)).toBeNull();
  });
});
