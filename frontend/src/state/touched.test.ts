import { beforeEach, describe, expect, it, vi } from 'vitest';
import { watchTouches } from './touched';

const touched = vi.fn(async () => undefined);

beforeEach(() => {
  touched.mockClear();
  Object.assign(window, { go: { app: { Workspace: { Touched: touched } } } });
});

const press = () => window.dispatchEvent(new KeyboardEvent('keydown', { key: 'j' }));

describe('somebody uses the window', () => {
  it('is told at once, then once in half a minute at most, and not afterwards', () => {
    let now = 5;
    const stop = watchTouches(() => now);
    press();
    press();
    expect(touched).toHaveBeenCalledTimes(1);
    now += 29_999;
    window.dispatchEvent(new Event('pointermove'));
    expect(touched).toHaveBeenCalledTimes(1);
    now += 1;
    window.dispatchEvent(new Event('pointermove'));
    expect(touched).toHaveBeenCalledTimes(2);
    stop();
    now += 60_000;
    press();
    expect(touched).toHaveBeenCalledTimes(2);
  });
});
