import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { call } from '../backend/calls';
import type { Workspaces } from '../backend/types';
import { answerGuard, isGuardAsking } from './guard';
import { enter, hold, isAnother, resetWorkspaces, shownOf, workspacesStore } from './workspaces';

const item = (id: string, name: string, locked = false) => ({
  id,
  name,
  passphrase: locked,
  locked,
});
const two: Workspaces = {
  items: [item('w1', 'Studio'), item('w2', 'Coast', true)],
  shown: 'w1',
  locked: false,
  waitMs: 0,
  fixed: false,
  language: 'system',
};

let tell: (w: Workspaces) => void;
let listed: Workspaces;
const reload = vi.fn();

beforeEach(() => {
  listed = two;
  resetWorkspaces();
  reload.mockReset();
  document.body.innerHTML = '<div id="root"></div>';
  document.body.removeAttribute('hidden');
  vi.stubGlobal('location', { ...window.location, reload, hash: '', pathname: '/', search: '' });
  Object.assign(window, {
    go: { app: { Workspace: { List: async () => listed } } },
    runtime: {
      EventsOnMultiple: (_: string, listener: typeof tell) => {
        tell = listener;
        return () => undefined;
      },
    },
  });
});
afterEach(() => vi.unstubAllGlobals());

const hidden = (e: Element | null) => e?.hasAttribute('hidden') ?? false;
const fault = (reason: string) => JSON.stringify({ kind: 'auth_required', reason, message: 'No.' });

describe('which workspace the window is on', () => {
  it('is another when it is locked, unlocked or left; a name changes nothing', () => {
    expect(isAnother(two, { ...two, locked: true })).toBe(true);
    expect(isAnother(two, { ...two, shown: 'w2' })).toBe(true);
    expect(isAnother(two, { ...two, items: [item('w1', 'Oak')], waitMs: 500 })).toBe(false);
    expect(shownOf(two)?.name).toBe('Studio');
  });

  it('hides what is drawn in the same turn and opens the window anew', async () => {
    await enter();
    tell({ ...two, locked: true });
    expect(hidden(document.body)).toBe(true);
    expect(reload).toHaveBeenCalledOnce();
  });

  it('takes a new name without opening it anew', async () => {
    await enter();
    tell({ ...two, items: [item('w1', 'Oak')] });
    expect(shownOf(workspacesStore.get())?.name).toBe('Oak');
    expect(reload).not.toHaveBeenCalled();
  });

  it('waits for what has to be read to its end, with the rest out of sight', async () => {
    await enter();
    const release = hold();
    tell({ ...two, locked: true });
    expect(reload).not.toHaveBeenCalled();
    expect(hidden(document.getElementById('root'))).toBe(true);
    release();
    release();
    expect(reload).toHaveBeenCalledOnce();
  });

  it('knows what changed while it was asking', async () => {
    const answer = enter();
    tell({ ...two, shown: 'w2', locked: true });
    await answer;
    expect(workspacesStore.get().shown).toBe('w2');
    expect(reload).not.toHaveBeenCalled();
  });
});

describe('a call that a lock refuses', () => {
  it('opens the window anew, and its caller hears nothing more', async () => {
    await enter();
    listed = { ...two, locked: true };
    let heard = false;
    const done = () => {
      heard = true;
    };
    void call(() => Promise.reject(fault('workspace.locked'))).then(done, done);
    await vi.waitFor(() => expect(reload).toHaveBeenCalledOnce());
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(heard).toBe(false);
  });

  it('is a fault like any other when the window is not locked after all', async () => {
    await enter();
    await expect(call(() => Promise.reject(fault('workspace.locked')))).rejects.toThrow('No.');
    expect(reload).not.toHaveBeenCalled();
  });

  it('is repeated when the passphrase is given, and ends without a word when it is not', async () => {
    await enter();
    let tries = 0;
    const act = () =>
      call(async () => {
        tries++;
        if (tries === 1) throw fault('workspace.guarded');
        return 'done';
      });
    const first = act();
    await vi.waitFor(() => expect(isGuardAsking()).toBe(true));
    answerGuard(true);
    expect(await first).toBe('done');
    tries = 0;
    const second = act();
    await vi.waitFor(() => expect(isGuardAsking()).toBe(true));
    answerGuard(false);
    await expect(second).rejects.toMatchObject({ kind: 'canceled', message: '' });
    expect(tries).toBe(1);
  });
});
