import { onRefusal } from '../backend/calls';
import { type AppError, dismissed } from '../backend/errors';
import { onEvent } from '../backend/events';
import type { WorkspaceItem, Workspaces } from '../backend/types';
import * as calls from '../backend/workspaceCalls';
import { i18n } from '../i18n/i18n';
import { attempt } from './actions';
import { appStore } from './appStore';
import { createStore, useStore } from './createStore';
import { askPassphrase } from './guard';
import { settleAll } from './leaving';
import { forgetRecent } from './recentCommands';
import { setUi } from './ui';

const none: Workspaces = {
  items: [],
  shown: '',
  locked: false,
  waitMs: 0,
  fixed: false,
  language: 'system',
};

/** Which workspaces there are; the only thing that is known while the window is locked. */
export const workspacesStore = createStore<Workspaces>(none);

export const useWorkspaces = (): Workspaces => useStore(workspacesStore, (w) => w);

/** The one that the window is on. */
export const shownOf = (w: Workspaces): WorkspaceItem | undefined =>
  w.items.find((i) => i.id === w.shown);

/** What people call it; the one that was there from the start may never have been given a name. */
export const workspaceName = (name: string): string =>
  name === 'default' ? i18n.t('nav.defaultWorkspace') : name;

/** True when all that the page holds is another's, or nobody's any more. */
export const isAnother = (before: Workspaces, after: Workspaces): boolean =>
  before.shown !== after.shown || before.locked !== after.locked;

type WorkspaceDialog = 'manage' | 'new' | null;
const dialogStore = createStore<WorkspaceDialog>(null);

/** The dialog about workspaces that is open. */
export const useWorkspaceDialog = () => useStore(dialogStore, (d) => d);
export const openWorkspaceDialog = (dialog: WorkspaceDialog) => dialogStore.set(dialog);

let holds = 0;
let missed = false;

/**
 * Keeps the window as it is for something that has to be read to its end, such as a recovery code,
 * although the workspace may be locked or left meanwhile. What lies behind is out of sight then.
 * Returns the function that lets go.
 */
export function hold(): () => void {
  holds++;
  let mine = true;
  return () => {
    if (!mine) return;
    mine = false;
    holds--;
    if (holds === 0 && missed) startAnew();
  };
}

/**
 * Opens the window once more. Nothing of before is left in it: no store, no cache, no draft that is
 * being written, no undo; and nothing is seen of it from now on.
 */
export function startAnew() {
  hide(document.body);
  // What waits for its undo to run out belongs to the workspace that is left. It is not done.
  setUi({ undo: null });
  forgetRecent();
  window.history.replaceState(null, '', '#/');
  window.location.reload();
}

const hide = (element: HTMLElement | null) => element?.setAttribute('hidden', '');

function take(next: Workspaces) {
  const before = workspacesStore.get();
  if (!isAnother(before, next)) {
    workspacesStore.set(next);
    const item = shownOf(next);
    // A new name is told here only; the rest of the window reads it among its facts.
    appStore.set((s) =>
      item && s.facts.workspace !== '' && s.facts.workspace !== item.name
        ? { ...s, facts: { ...s.facts, workspace: item.name } }
        : s,
    );
  } else if (holds > 0) {
    missed = true;
    workspacesStore.set(next);
    hide(document.getElementById('root'));
  } else {
    startAnew();
  }
}

/**
 * Asks which workspace the window is on and whether it is locked, and follows both from now on.
 * Before it is answered nothing else may be asked for. Returns how to stop.
 */
export async function enter(): Promise<() => void> {
  // Subscribed first: what changes while the answer is on its way is newer than the answer.
  let newer: Workspaces | null = null;
  let entered = false;
  const stop = onEvent('workspace:changed', (w) => {
    newer = { ...w, items: w.items ?? [] };
    if (entered) take(newer);
  });
  try {
    const listed = await calls.fetchWorkspaces();
    workspacesStore.set(newer ?? listed);
    entered = true;
    onRefusal(settleRefusal);
    return stop;
  } catch (e) {
    stop();
    throw e;
  }
}

/** What a lock refuses: the passphrase is asked for, or the window shows that it is locked. */
async function settleRefusal(fault: AppError): Promise<boolean> {
  if (fault.reason === 'workspace.guarded') {
    if (await askPassphrase()) return true;
    throw dismissed(fault.reason);
  }
  if (fault.reason === 'workspace.locked' && holds === 0) {
    const { locked } = await calls.fetchWorkspaces();
    if (!locked) return false;
    startAnew();
    // Who called is gone with the page.
    return new Promise(() => undefined);
  }
  return false;
}

/** How long no passphrase is taken, in ms, after one was refused. */
export async function refreshWait(): Promise<number> {
  try {
    const listed = await calls.fetchWorkspaces();
    take(listed);
    return listed.waitMs;
  } catch {
    return 0;
  }
}

/** Turns the window to another workspace. What went wrong is the caller's to tell. */
export async function turnTo(id: string) {
  if (id === workspacesStore.get().shown) return;
  await settleAll();
  await calls.showWorkspace(id);
}

/** Turns the window to another workspace. What went wrong is a notice. */
export const switchTo = (id: string) => attempt(() => turnTo(id));

/** Tries once more to open the workspace that the window is on. */
export const openAgain = () => attempt(() => calls.showWorkspace(workspacesStore.get().shown));

export async function lockNow() {
  await settleAll();
  await attempt(() => calls.lockWorkspace());
}

/**
 * Deletes a workspace that nobody can open any more, although the window is on it: it goes to
 * another one first, to a new one where there is no other. Hold the window meanwhile.
 */
export async function eraseForgotten(id: string, confirm: string, freshName: string) {
  const { items, shown } = workspacesStore.get();
  if (shown === id) {
    const other = items.find((i) => i.id !== id);
    if (other) await calls.showWorkspace(other.id);
    else await calls.createWorkspace(freshName);
  }
  await calls.deleteWorkspace(id, confirm);
}

/** Forgets everything, between tests. */
export function resetWorkspaces() {
  workspacesStore.set(none);
  holds = 0;
  missed = false;
}
