import { useState } from 'react';
import { toAppError } from '../backend/errors';

type Task = {
  busy: boolean;
  /** Why the last one went wrong, as a sentence; "" when it did not. */
  error: string;
  run: (task: () => Promise<void>) => Promise<void>;
};

/** Something that takes a while and may fail, in a form or dialog that says so itself. */
export function useTask(): Task {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');
  const run = async (task: () => Promise<void>) => {
    setBusy(true);
    setError('');
    try {
      await task();
    } catch (e) {
      setError(toAppError(e).message);
    } finally {
      setBusy(false);
    }
  };
  return { busy, error, run };
}
