import type { EraseScope, LinkName, SignIn } from '../backend/types';
import { createStore, useStore } from './createStore';
import type { Section, Tone } from './postStates';

/** A message bottom right: what happened. It stays unless it is good news. */
export type Notice = {
  id: string;
  tone: Tone;
  title: string;
  text: string;
  code?: string;
  postId?: string;
  mediaId?: string;
  action?: { label: string; run: () => void };
  /** Another thing to do about it, beside that. */
  also?: { label: string; run: () => void };
  link?: { label: string; name: LinkName };
  /** A second button that only closes it. */
  stay?: string;
  /** Good news leaves by itself. */
  fades: boolean;
};

/** The toast bottom left: what you did, and how long you can take it back. */
export type Undo = {
  id: string;
  label: string;
  kind: UndoKind;
  /** Resolves when it is taken back. */
  undo: () => unknown;
  /** Does it, when nobody takes it back; null where it is done already. */
  commit: (() => unknown) | null;
};
export type UndoKind = 'delete' | 'move' | 'edit' | 'settle';

export type StateFilter = Section | 'all';

/** The order of what is scheduled and of the drafts. */
export type QueueSort = 'time' | 'account' | 'added';

/** The edit of many posts that is open. */
export type BulkEditor = 'spread' | 'shift' | 'slots' | 'caption' | 'account';

/** What the Accounts place shows beside its list; null is the first account. */
export type AccountsPage = { page: 'account'; id: string };

/** The pages of Settings, in their order there. */
export const settingsPages = [
  'behaviour',
  'profile',
  'app',
  'features',
  'converting',
  'notifications',
  'language',
  'lock',
  'storage',
  'shortcuts',
  'about',
] as const;
export type SettingsPage = (typeof settingsPages)[number];

/** The texts that people accept. */
export type PolicyDocument = 'privacy' | 'terms';

/** The pages of the Privacy place. */
export type PrivacyPage =
  | 'leaves'
  | 'recipients'
  | 'stored'
  | 'kept'
  | 'choices'
  | 'take'
  | 'erase'
  | 'used'
  | 'policies'
  | 'security';

/** What the dialog that erases is about; the id of everything is "". */
export type Erasing = { scope: EraseScope; id: string };

type Ui = {
  search: string;
  stateFilter: StateFilter;
  accountFilter: string | null;
  sort: QueueSort;
  bulk: BulkEditor | null;
  /** The post whose time is being changed, and where the question stands. */
  moving: { id: string; anchor: DOMRect } | null;
  /** The row that the keyboard is on. */
  currentId: string | null;
  composerId: string | null;
  previewId: string | null;
  /** A clip of the library that is looked at without a post. */
  previewMediaId: string | null;
  /** The clip that the library shows facts of. */
  clipId: string | null;
  uncertainId: string | null;
  /** The post whose refused clip is to be converted. */
  convertingId: string | null;
  /** The post that is to be given another clip. */
  replacingId: string | null;
  /** The sign-in dialog; with an id exactly that account is signed in again. */
  connecting: { accountId: string } | null;
  signIn: SignIn | null;
  accountsPage: AccountsPage | null;
  settingsPage: SettingsPage;
  /** The policy that is being read. */
  reading: PolicyDocument | null;
  /** The question whether to leave the sandbox. */
  leaving: boolean;
  /** The user wants to accept a new version of the policies later. */
  policyLater: boolean;
  privacyPage: PrivacyPage;
  erasing: Erasing | null;
  shortcuts: boolean;
  palette: boolean;
  /** The user closes the window; tray says whether there is one to bring it back. */
  closing: { tray: boolean } | null;
  dragging: boolean;
  /** Files that are being checked; null while none are. */
  importing: { done: number; total: number } | null;
  notices: readonly Notice[];
  undo: Undo | null;
  /** What was done before that and can be taken back after it, the newest last. */
  earlier: readonly Undo[];
  /** Posts that are settled for the user but not yet in the back end. */
  hidden: ReadonlySet<string>;
};

const initial: Ui = {
  search: '',
  stateFilter: 'all',
  accountFilter: null,
  sort: 'time',
  bulk: null,
  moving: null,
  currentId: null,
  composerId: null,
  previewId: null,
  previewMediaId: null,
  clipId: null,
  uncertainId: null,
  convertingId: null,
  replacingId: null,
  connecting: null,
  signIn: null,
  accountsPage: null,
  settingsPage: 'behaviour',
  reading: null,
  leaving: false,
  policyLater: false,
  privacyPage: 'leaves',
  erasing: null,
  shortcuts: false,
  palette: false,
  closing: null,
  dragging: false,
  importing: null,
  notices: [],
  undo: null,
  earlier: [],
  hidden: new Set(),
};

/** What only this window knows: selections, filters, dialogs, messages. */
export const uiStore = createStore<Ui>(initial);

export function useUi<S>(select: (ui: Ui) => S): S {
  return useStore(uiStore, select);
}

export function setUi(part: Partial<Ui>) {
  uiStore.set((s) => ({ ...s, ...part }));
}

/** Keeps something out of sight, or shows it again. */
export function hide(id: string, on: boolean) {
  uiStore.set((s) => {
    const hidden = new Set(s.hidden);
    if (on) hidden.add(id);
    else hidden.delete(id);
    return { ...s, hidden };
  });
}

export function resetUi() {
  uiStore.set(initial);
}

let counter = 0;

/** Shows a notice; a second one about the same post replaces the first. */
export function notify(notice: Omit<Notice, 'id'>) {
  const id = notice.postId ? `post ${notice.postId}` : `notice ${++counter}`;
  uiStore.set((s) => ({
    ...s,
    notices: [...s.notices.filter((n) => n.id !== id), { ...notice, id }].slice(-4),
  }));
}

export function dismissNotice(id: string) {
  uiStore.set((s) => ({ ...s, notices: s.notices.filter((n) => n.id !== id) }));
}

/** How many acts can be taken back one after the other; the back end remembers twenty. */
const undoMost = 10;

/**
 * Offers to take an act back for ten seconds. An offer that is open waits behind it, unless it
 * is one that is only done when nobody takes it back: that one is done now.
 */
export function offerUndo(
  label: string,
  undo: () => unknown,
  commit: (() => unknown) | null = null,
  kind: UndoKind = 'delete',
) {
  const { undo: open, earlier } = uiStore.get();
  open?.commit?.();
  const waiting = open && !open.commit ? [...earlier, open] : earlier;
  const next = { id: `undo ${++counter}`, label, kind, undo, commit };
  setUi({ undo: next, earlier: waiting.slice(-undoMost) });
}

export function settleUndo(id: string, takeBack: boolean) {
  const { undo, earlier } = uiStore.get();
  if (undo?.id !== id) return;
  // When the time of the newest is over, so is that of those before it.
  if (takeBack) setUi({ undo: earlier.at(-1) ?? null, earlier: earlier.slice(0, -1) });
  else setUi({ undo: null, earlier: [] });
  if (takeBack) inTurn(undo.undo);
  else undo.commit?.();
}

let last: Promise<unknown> | null = null;

/** An act is taken back after those that came later: it was done on what they have changed. */
function inTurn(undo: () => unknown) {
  const done = (last ? last.then(undo) : Promise.resolve(undo())).catch(() => undefined);
  last = done;
  void done.then(() => {
    if (last === done) last = null;
  });
}

export function openComposer(postId: string) {
  setUi({ composerId: postId, currentId: postId, previewId: null });
}

/**
 * Shows a post in the queue, as a notification asks; with ask, the question whether it is on
 * TikTok. Without an id, everything that needs the user.
 */
export function showPost(id: string, ask: boolean) {
  window.location.hash = '#/';
  setUi({
    search: '',
    accountFilter: null,
    stateFilter: id === '' ? 'needsYou' : 'all',
    composerId: null,
    previewId: null,
    uncertainId: ask && id !== '' ? id : null,
    ...(id === '' ? {} : { currentId: id }),
  });
}

/** Starts a sign-in: of a new account, or of exactly the one that is named. */
export function openConnect(accountId = '') {
  setUi({ connecting: { accountId } });
}

/** How dense the lists are; remembered by this window only. */
export type Density = 'comfortable' | 'compact';

const densityKey = 'cuedrop.density';

export const densityStore = createStore<Density>(
  readStored(densityKey) === 'compact' ? 'compact' : 'comfortable',
);

export const useDensity = () => useStore(densityStore, (d) => d);

export function setDensity(density: Density) {
  densityStore.set(density);
  try {
    localStorage.setItem(densityKey, density);
  } catch {
    // A web view without storage forgets it with the window.
  }
}

function readStored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
