import { useState } from 'react';
import { toAppError } from '../../backend/errors';

/** Runs changes; what was refused last is kept in words, "" otherwise. */
export function useRun() {
  const [error, setError] = useState('');
  const run = async (change: () => Promise<void>) => {
    setError('');
    try {
      await change();
    } catch (e) {
      setError(toAppError(e).message);
    }
  };
  return { run, error };
}
