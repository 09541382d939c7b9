import { act, fireEvent, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useFileDrag } from './useFileDrag';

const files = {
  types: ['Files'],
  items: [{ kind: 'file', type: 'video/mp4' }],
  dropEffect: 'none',
};

function drag(type: 'dragenter' | 'dragover' | 'dragleave' | 'drop') {
  const e = new Event(type, { bubbles: true, cancelable: true });
  Object.assign(e, { dataTransfer: files, shiftKey: false });
  fireEvent(document.body, e);
}

describe('files over the window', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('are shown for as long as they rest there, also where a rest sends no events', () => {
    const { result } = renderHook(() => useFileDrag(() => undefined));
    drag('dragenter');
    drag('dragover');
    act(() => void vi.advanceTimersByTime(10_000));
    expect(result.current).toEqual({ count: 1, photos: false, shift: false });
  });

  it('are gone when the pointer moves again, although no leave came', () => {
    const { result } = renderHook(() => useFileDrag(() => undefined));
    drag('dragenter');
    drag('dragover');
    fireEvent.pointerMove(document.body);
    expect(result.current).toBeNull();
    drag('dragover');
    expect(result.current).not.toBeNull();
  });

  it('are gone when they leave and when they are dropped, which is told once', () => {
    const dropped = vi.fn();
    const { result } = renderHook(() => useFileDrag(dropped));
    drag('dragenter');
    drag('dragleave');
    expect(result.current).toBeNull();
    drag('dragenter');
    drag('drop');
    expect(result.current).toBeNull();
    expect(dropped).toHaveBeenCalledExactlyOnceWith(false);
  });
});
