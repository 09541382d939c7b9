import { useCallback, useState } from 'react';
import { toAppError } from '../backend/errors';
import { keepFocus } from '../lib/keepFocus';

type Task = {
  busy: boolean;
  /** Why the last one went wrong, as a sentence; "" when it did not. */
  error: string;
  /** The stable word for that. */
  reason: string;
  run: (task: () => Promise<unknown>) => Promise<void>;
};

const fine = { message: '', reason: '' };

/**
 * Something that takes a while and may fail, in a form or dialog that says so itself. What was
 * disabled meanwhile has the keyboard again afterwards.
 */
export function useTask(): Task {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState(fine);
  const run = useCallback(async (task: () => Promise<unknown>) => {
    const giveBack = keepFocus();
    setBusy(true);
    setFailure(fine);
    try {
      await task();
    } catch (e) {
      setFailure(toAppError(e));
    } finally {
      setBusy(false);
      giveBack();
    }
  }, []);
  return { busy, error: failure.message, reason: failure.reason, run };
}
