import { describe, expect, it } from 'vitest';
import { makePreferences } from '../../backend/fake/people';
import { cleanKey, mayEdit, sourceOf } from './appModel';

describe('the TikTok app', () => {
  it('takes a key as it was pasted, without what came along', () => {
    expect(cleanKey('  aw12\u200bcd\r\n')).toBe('aw12cd');
  });

  it('can be entered unless the environment or the sandbox gives it', () => {
    const edit = (source: string) => mayEdit(makePreferences(source).app);
    expect(['none', 'build', 'settings'].map(edit)).toEqual([true, true, true]);
    expect(['environment', 'practice'].map(edit)).toEqual([false, false]);
    expect(sourceOf(makePreferences('cloud').app)).toBe('none');
  });
});
