import { renderHook } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installFake } from '../../backend/fake/install';
import { appStore } from '../../state/appStore';
import { boot } from '../../state/boot';
import { clearSelection, selectionStore } from '../../state/selection';
import { resetUi, setUi, uiStore } from '../../state/ui';
import { useQueueKeys } from './useQueueKeys';

let stop: () => void;
let ids: string[];
const selected = () => [...selectionStore.get().ids];
const current = () => ids.indexOf(uiStore.get().currentId ?? '');

/** Presses a key; true when the queue has taken it. */
function press(key: string, mods: KeyboardEventInit = {}, target: EventTarget = document.body) {
  const e = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...mods });
  target.dispatchEvent(e);
  return e.defaultPrevented;
}

beforeEach(async () => {
  installFake('');
  stop = await boot();
  ids = [...appStore.get().entities.posts.values()]
    .filter((p) => p.editable)
    .slice(0, 4)
    .map((p) => p.id);
  renderHook(() =>
    useQueueKeys(
      ids,
      (id) => setUi({ currentId: id }),
      (id) => id !== ids[1],
    ),
  );
});

afterEach(() => {
  stop();
  clearSelection();
  resetUi();
});

describe('the keys of the queue', () => {
  it('walk through the rows', () => {
    expect(ids).toHaveLength(4);
    for (const [key, at] of [
      ['j', 0],
      ['ArrowDown', 1],
      ['J', 2],
      ['k', 1],
      ['End', 3],
      ['PageUp', 0],
      ['ArrowUp', 0],
    ] as const) {
      expect(press(key), key).toBe(true);
      expect(current(), key).toBe(at);
    }
  });

  it('select, reach over what cannot be, and let go', () => {
    press('j');
    expect(press('x')).toBe(true);
    press('ArrowDown', { shiftKey: true });
    press('J', { shiftKey: true });
    expect(selected()).toEqual([ids[0], ids[2]]);
    press('J', { shiftKey: true });
    expect(selected()).toEqual([ids[0], ids[2], ids[3]]);
    press('ArrowUp', { shiftKey: true });
    expect(selected()).toEqual([ids[0], ids[2]]);
    press('K', { shiftKey: true });
    expect(selected()).toEqual([ids[0]]);
    expect(press('a', { ctrlKey: true })).toBe(true);
    expect(selected()).toEqual([ids[0], ids[2], ids[3]]);
    expect(press('Escape')).toBe(true);
    expect(selected()).toEqual([]);
    expect(press('Escape')).toBe(false);
  });

  it('act on the current row, but not in place of a control', () => {
    expect(press('e')).toBe(false);
    press('j');
    const button = document.body.appendChild(document.createElement('button'));
    expect(press('Enter', {}, button)).toBe(false);
    expect(press(' ', {}, button)).toBe(false);
    button.remove();
    expect(press('e', { ctrlKey: true })).toBe(false);
    expect(press('End', { altKey: true })).toBe(false);
    expect(press(' ')).toBe(true);
    expect(uiStore.get().previewId).toBe(ids[0]);
    expect(press('e')).toBe(false);
    setUi({ previewId: null });
    expect(press('e')).toBe(true);
    expect(uiStore.get().composerId).toBe(ids[0]);
  });
});
