import * as calls from '../backend/calls';
import { i18n } from '../i18n/i18n';
import { attempt } from './actions';
import { type AppState, appStore } from './appStore';
import { createStore, useStore } from './createStore';
import { filesAdded } from './filesAdded';

/** Where the first run stands; done is the window with its places. */
export type WelcomeStep = 'accept' | 'where' | 'drop' | 'done';

/**
 * The step follows from what is stored, so that it survives the restart into the sandbox. Who has
 * accepted an older version knows the program and is told of the new one in a dialog instead.
 */
export function welcomeStep({ entities, facts }: AppState): WelcomeStep {
  const { policy, welcomed } = entities.preferences;
  if (!policy.accepted && policy.acceptedVersion === '') return 'accept';
  if (welcomed || entities.posts.size > 0) return 'done';
  if (facts.sandbox) return 'drop';
  return entities.accounts.size > 0 ? 'done' : 'where';
}

export const useWelcomeStep = (): WelcomeStep => useStore(appStore, welcomeStep);

/** A version that is in force and was not accepted, although an older one was. */
export const usePolicyNews = (): boolean =>
  useStore(appStore, (s) => {
    const { accepted, acceptedVersion } = s.entities.preferences.policy;
    return !accepted && acceptedVersion !== '';
  });

/** Accepts what is in force, as read in the language of the window. */
export const acceptPolicy = () => {
  const { digest } = appStore.get().entities.preferences.policy;
  return attempt(async () => {
    await calls.acceptPolicy(digest, i18n.language);
    return true;
  });
};

export const finishWelcome = () => attempt(() => calls.finishWelcome());

/** Closes the window and opens it again on the sandbox. */
export const openSandbox = () => reopen(calls.openSandbox);
/** Closes the window and opens it again where the sandbox was opened from. */
export const leaveSandbox = () => reopen(calls.leaveSandbox);

type Moving = { moving: boolean };
const moving = createStore<Moving>({ moving: false });

/** The window is about to close and to open again. */
export const useMoving = (): boolean => useStore(moving, (m) => m.moving);

async function reopen(call: () => Promise<void>) {
  moving.set({ moving: true });
  const gone = await attempt(async () => {
    await call();
    return true;
  });
  if (!gone) moving.set({ moving: false });
}

/** Makes the sample clip and its draft. */
export const addSample = async () => filesAdded(await calls.addSample());
