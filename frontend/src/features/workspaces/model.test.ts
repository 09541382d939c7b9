import { describe, expect, it } from 'vitest';
import { freshName, isNamed, keptBecause } from './model';

const item = (id: string, name: string) => ({ id, name, passphrase: false, locked: false });
const [studio, coast] = [item('w1', 'Studio'), item('w2', 'Coast')];
const all = {
  items: [studio, coast],
  shown: 'w1',
  locked: false,
  waitMs: 0,
  fixed: false,
  language: 'system',
};

describe('a workspace', () => {
  it('is kept while it is shown, and when it is the last', () => {
    expect(keptBecause(studio, all)).toBe('shown');
    expect(keptBecause(coast, all)).toBe('');
    expect(keptBecause(studio, { ...all, items: [studio] })).toBe('last');
  });

  it('is deleted for its whole name only', () => {
    expect(isNamed(' Studio ', 'Studio')).toBe(true);
    expect(isNamed('studio', 'Studio')).toBe(false);
    expect(isNamed('Stud', 'Studio')).toBe(false);
    expect(isNamed('', '')).toBe(false);
  });

  it('gets a name that none has yet', () => {
    expect(freshName('Work', all.items)).toBe('Work');
    expect(freshName('STUDIO', all.items)).toBe('STUDIO 2');
    expect(freshName('Studio', [...all.items, item('w3', 'studio 2')])).toBe('Studio 3');
  });
});
