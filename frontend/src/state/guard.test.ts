import { describe, expect, it } from 'vitest';
import { answerGuard, askPassphrase, isGuardAsking } from './guard';

describe('the question before a guarded action', () => {
  it('is asked once for all that wait, and again the next time', async () => {
    const [first, second] = [askPassphrase(), askPassphrase()];
    expect(isGuardAsking()).toBe(true);
    answerGuard(true);
    expect(await Promise.all([first, second])).toEqual([true, true]);
    expect(isGuardAsking()).toBe(false);
    const third = askPassphrase();
    answerGuard(false);
    expect(await third).toBe(false);
  });
});
