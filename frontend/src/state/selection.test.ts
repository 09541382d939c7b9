import { beforeEach, describe, expect, it } from 'vitest';
import {
  clearSelection,
  keepSelected,
  select,
  selectionStore,
  selectTo,
  toggleSelected,
} from './selection';

const order = ['a', 'b', 'c', 'd', 'e', 'f'];
const ids = () => [...selectionStore.get().ids].sort().join('');

beforeEach(clearSelection);

describe('selection', () => {
  it('takes one more, and lets it go', () => {
    toggleSelected('b');
    toggleSelected('d');
    expect(ids()).toBe('bd');
    toggleSelected('b');
    expect(ids()).toBe('d');
  });

  it('reaches from the anchor, there and back', () => {
    toggleSelected('b');
    selectTo(order, 'e', null);
    expect(ids()).toBe('bcde');
    selectTo(order, 'c', null);
    expect(ids()).toBe('bc');
    selectTo(order, 'a', null);
    expect(ids()).toBe('ab');
  });

  it('keeps what was selected apart', () => {
    toggleSelected('f');
    toggleSelected('b');
    selectTo(order, 'c', null);
    expect(ids()).toBe('bcf');
    selectTo(order, 'b', null);
    expect(ids()).toBe('bf');
  });

  it('begins at the current row when nothing is selected', () => {
    selectTo(order, 'c', 'b');
    expect(ids()).toBe('bc');
  });

  it('starts anew when the anchor is filtered away', () => {
    toggleSelected('a');
    selectTo(order.slice(2), 'd', 'c');
    expect(ids()).toBe('acd');
  });

  it('lets go what is gone', () => {
    select(order);
    keepSelected((id) => id !== 'c');
    expect(ids()).toBe('abdef');
    keepSelected(() => false);
    expect(selectionStore.get().anchor).toBeNull();
  });
});
