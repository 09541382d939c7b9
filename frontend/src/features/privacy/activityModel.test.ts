import { describe, expect, it } from 'vitest';
import { i18n } from '../../i18n/i18n';
import { activityKey, activitySubject, isBad } from './activityModel';
import { knownFacts } from './securityFacts';

const names: Record<string, string> = { a1: '@tidewater.surf' };
const about = (kind: string, subject: string) =>
  activitySubject({ kind, subject }, (id) => names[id], i18n.t);

describe('the log of activity', () => {
  it('has words for what it knows, and says so of what it does not', () => {
    expect(activityKey({ kind: 'lock', outcome: 'idle' })).toBe('lock_idle');
    expect(activityKey({ kind: 'lock', outcome: 'moonlight' })).toBe('lock');
    expect(activityKey({ kind: 'passphrase', outcome: 'code' })).toBe('passphrase_code');
    expect(activityKey({ kind: 'workspace', outcome: 'renamed' })).toBe('workspace_renamed');
    expect(activityKey({ kind: 'sign_in', outcome: 'done' })).toBe('sign_in');
    expect(activityKey({ kind: 'passphrase', outcome: 'moonlight' })).toBe('other');
    expect(activityKey({ kind: 'budget', outcome: 'done' })).toBe('other');
    for (const kind of ['lock_idle', 'passphrase_code', 'workspace_renamed', 'other']) {
      expect(i18n.exists(`privacy.activity.kind.${kind}`), kind).toBe(true);
    }
  });

  it('names accounts that are there, guards and scopes; never an id', () => {
    expect(about('sign_in', 'a1')).toBe('@tidewater.surf');
    expect(about('sign_out', 'a9')).toBe('An account that is no longer here');
    expect(about('guard', 'publish_now')).toBe('Publishing at once');
    expect(about('erasure', 'all')).toBe(i18n.t('privacy.scope.all'));
    expect(about('erasure', '0198-some-id')).toBe('');
    expect(about('unlock', '')).toBe('');
  });

  it('marks wrong tries and what was not done', () => {
    expect(isBad({ kind: 'try', outcome: 'done' })).toBe(true);
    expect(isBad({ kind: 'export', outcome: 'failed' })).toBe(true);
    expect(isBad({ kind: 'unlock', outcome: 'done' })).toBe(false);
  });
});

describe('the facts about security', () => {
  it('stand in their order, and a state nobody knows is unknown', () => {
    const facts = knownFacts([
      { code: 'ffmpeg', state: 'ok', detail: '8.1.3', remedy: '' },
      { code: 'moon', state: 'ok', detail: '', remedy: '' },
      { code: 'keyring', state: 'full', detail: '', remedy: 'Look at it.' },
      { code: 'disk', state: 'ok', detail: '', remedy: 'Nothing is wrong.' },
    ]);
    expect(facts).toEqual([
      { code: 'keyring', state: 'unknown', detail: '', remedy: 'Look at it.' },
      { code: 'disk', state: 'ok', detail: '', remedy: '' },
      { code: 'ffmpeg', state: 'ok', detail: '8.1.3', remedy: '' },
    ]);
  });
});
