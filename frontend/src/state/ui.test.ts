import { afterEach, describe, expect, it, vi } from 'vitest';
import { offerUndo, resetUi, settleUndo, setUi, showPost, uiStore } from './ui';

afterEach(() => resetUi());

describe('acts that can be taken back', () => {
  const shown = () => uiStore.get().undo?.label ?? null;
  const settle = (back: boolean) => settleUndo(uiStore.get().undo?.id ?? '', back);

  it('are, the newest first and each after the one before it has ended', async () => {
    const order: string[] = [];
    const act = (name: string) => async () => {
      order.push(`${name} begins`);
      await new Promise((resolve) => setTimeout(resolve));
      order.push(`${name} ends`);
    };
    offerUndo('one', act('one'));
    offerUndo('two', act('two'));
    expect(shown()).toBe('two');
    settle(true);
    expect(shown()).toBe('one');
    settle(true);
    expect(shown()).toBeNull();
    await vi.waitFor(() => expect(order).toHaveLength(4));
    expect(order).toEqual(['two begins', 'two ends', 'one begins', 'one ends']);
  });

  it('end together when the time of the newest is over', () => {
    const undo = vi.fn();
    offerUndo('one', undo);
    offerUndo('two', undo);
    settle(false);
    expect(shown()).toBeNull();
    expect(undo).not.toHaveBeenCalled();
  });

  it('leave what is only done later no second chance', () => {
    const [undo, commit] = [vi.fn(), vi.fn()];
    offerUndo('there', undo, commit, 'settle');
    offerUndo('moved', undo);
    expect(commit).toHaveBeenCalledOnce();
    settle(true);
    expect(shown()).toBeNull();
  });

  it('are not offered for ever', () => {
    for (let i = 0; i < 30; i++) offerUndo(`act ${i}`, () => undefined);
    expect(uiStore.get().earlier).toHaveLength(10);
    expect(uiStore.get().earlier.at(-1)?.label).toBe('act 28');
  });
});

describe('what a notification opens', () => {
  it('shows the post whatever was filtered, and asks when it should', () => {
    setUi({ search: 'surf', accountFilter: 'a1', stateFilter: 'done', composerId: 'p1' });
    showPost('p9', true);
    expect(uiStore.get()).toMatchObject({
      search: '',
      accountFilter: null,
      stateFilter: 'all',
      composerId: null,
      currentId: 'p9',
      uncertainId: 'p9',
    });
    showPost('p2', false);
    expect(uiStore.get()).toMatchObject({ currentId: 'p2', uncertainId: null });
  });

  it('shows everything that needs the user when it was about several', () => {
    setUi({ currentId: 'p1' });
    showPost('', true);
    expect(uiStore.get()).toMatchObject({
      stateFilter: 'needsYou',
      currentId: 'p1',
      uncertainId: null,
    });
  });
});
