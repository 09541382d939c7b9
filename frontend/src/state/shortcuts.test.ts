import { describe, expect, it } from 'vitest';
import { Sequence, scopes, shortcutFor, shortcuts, shortcutsOf } from './shortcuts';

const key = (k: string, mods: KeyboardEventInit = {}) =>
  new KeyboardEvent('keydown', { key: k, ...mods });

describe('the table of keys', () => {
  it('gives no key to two things in one place, also not to one that works everywhere', () => {
    for (const scope of scopes.filter((s) => s !== 'everywhere')) {
      const ids = [...shortcutsOf(scope), ...shortcutsOf('everywhere')];
      const combos = ids.flatMap((id) => [...shortcuts[id].combos]);
      expect(new Set(combos).size, scope).toBe(combos.length);
    }
  });

  it('finds what is pressed, and leaves the second key of two to the sequence', () => {
    expect(shortcutFor(key('n'), 'everywhere')).toBe('newPost');
    expect(shortcutFor(key('k', { ctrlKey: true }), 'everywhere')).toBe('palette');
    expect(shortcutFor(key('q'), 'everywhere')).toBeUndefined();
    expect(shortcutFor(key(' '), 'queue')).toBe('preview');
    expect(shortcutFor(key('Delete'), 'queue')).toBe('delete');
  });

  it('follows G and then a place, in time and without another key between', () => {
    const sequence = new Sequence();
    expect(sequence.take(key('g'), 0)).toBeUndefined();
    expect(sequence.waiting).toBe(true);
    expect(sequence.take(key('q'), 300)).toBe('goQueue');
    expect(sequence.waiting).toBe(false);
    sequence.take(key('g'), 1000);
    expect(sequence.take(key('c'), 3000)).toBeUndefined();
    sequence.take(key('g'), 4000);
    sequence.take(key('x'), 4100);
    expect(sequence.take(key('c'), 4200)).toBeUndefined();
  });
});
