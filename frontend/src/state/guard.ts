import { createStore, useStore } from './createStore';

type Question = { answer: (given: boolean) => void; asked: Promise<boolean> };

const store = createStore<Question | null>(null);

/** Whether a guarded action waits for the passphrase. */
export const useGuardAsking = (): boolean => useStore(store, (q) => q !== null);
export const isGuardAsking = (): boolean => store.get() !== null;

/**
 * Asks for the passphrase and resolves to true once it was given, to false when the user gave up.
 * Actions that are refused meanwhile wait for the same answer.
 */
export function askPassphrase(): Promise<boolean> {
  const waiting = store.get();
  if (waiting) return waiting.asked;
  let answer: (given: boolean) => void = () => undefined;
  const asked = new Promise<boolean>((resolve) => {
    answer = resolve;
  });
  store.set({ answer, asked });
  return asked;
}

/** Ends the question: the passphrase was given, or the user gave up. */
export function answerGuard(given: boolean) {
  const waiting = store.get();
  store.set(null);
  waiting?.answer(given);
}
