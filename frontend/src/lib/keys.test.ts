import { describe, expect, it } from 'vitest';
import { ariaKeys, capsOf, presses } from './keys';

const press = (key: string, mods: Partial<KeyboardEvent> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...mods,
});

describe('keys', () => {
  it('are Ctrl here and ⌘ on macOS, and never the other one', () => {
    expect(presses(press('k', { ctrlKey: true }), 'Mod+K', false)).toBe(true);
    expect(presses(press('k', { metaKey: true }), 'Mod+K', false)).toBe(false);
    expect(presses(press('k', { metaKey: true }), 'Mod+K', true)).toBe(true);
    expect(presses(press('k', { ctrlKey: true }), 'Mod+K', true)).toBe(false);
    expect(ariaKeys('Mod+K', true)).toBe('Meta+K');
  });

  it('are letters without Shift, and signs with or without', () => {
    expect(presses(press('N', { shiftKey: true }), 'N', false)).toBe(false);
    expect(presses(press('M', { shiftKey: true }), 'Shift+M', false)).toBe(true);
    expect(presses(press('/', { shiftKey: true }), '/', false)).toBe(true);
    expect(presses(press('?', { shiftKey: true }), '?', false)).toBe(true);
    expect(presses(press('n', { altKey: true }), 'N', false)).toBe(false);
  });

  it('stand on their caps', () => {
    expect(capsOf('Mod+ArrowDown')).toEqual(['Ctrl', '↓']);
    expect(capsOf('G Q')).toEqual(['G', 'Q']);
  });
});
