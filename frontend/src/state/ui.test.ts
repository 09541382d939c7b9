import { afterEach, describe, expect, it } from 'vitest';
import { resetUi, setUi, showPost, uiStore } from './ui';

afterEach(() => resetUi());

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
