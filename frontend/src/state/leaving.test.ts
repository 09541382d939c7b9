import { describe, expect, it } from 'vitest';
import { beforeLeaving, settleAll } from './leaving';
import { offerUndo, uiStore } from './ui';

describe('before the window leaves a workspace', () => {
  it('what is written and what waits for its undo is stored, and waited for', async () => {
    const stored: string[] = [];
    const later = (what: string) => async () => {
      await Promise.resolve();
      stored.push(what);
    };
    const stay = beforeLeaving(later('draft'));
    const gone = beforeLeaving(later('closed'));
    beforeLeaving(() => Promise.reject(new Error('offline')));
    gone();
    offerUndo('deleted', () => undefined, later('deletion'));
    await settleAll();
    expect(stored.sort()).toEqual(['deletion', 'draft']);
    expect(uiStore.get().undo).toBeNull();
    stay();
  });
});
