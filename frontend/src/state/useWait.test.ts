import { describe, expect, it } from 'vitest';
import { secondsLeft } from './useWait';

describe('a wait', () => {
  it('is told in seconds that are over for certain at 0', () => {
    expect(secondsLeft(10_000, 0)).toBe(10);
    expect(secondsLeft(10_000, 9_001)).toBe(1);
    expect(secondsLeft(10_000, 10_000)).toBe(0);
    expect(secondsLeft(10_000, 60_000)).toBe(0);
  });
});
