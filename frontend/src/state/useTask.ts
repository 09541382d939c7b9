import { useState } from 'react';
import { toAppError } from '../backend/errors';
import { keepFocus } from '../lib/keepFocus';

type Task = {
  busy: boolean;
  /** Why the last one went wrong, as a sentence; "" when it did not. */
  error: string;
  run: (task: () => Promise<void>) => Promise<void>;
};

/**
 * Something that takes a while and may fail, in a form or dialog that says so itself. What was
 * disabled meanwhile has the keyboard again afterwards.
 */
export function useTask(): Task {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');
  const run = async (task: () => Promise<void>) => {
    const giveBack = keepFocus();
    setBusy(true);
    setError('');
    try {
      await task();
    } catch (e) {
      setError(toAppError(e).message);
    } finally {
      setBusy(false);
      giveBack();
    }
  };
  return { busy, error, run };
}
