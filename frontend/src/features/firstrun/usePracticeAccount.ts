import { useEffect, useState } from 'react';
import * as calls from '../../backend/calls';
import { toAppError } from '../../backend/errors';
import { useAccountMap } from '../../state/appStore';
import { takeIn } from '../../state/boot';

/** The practice account: connected by itself, because nobody else could be asked. */
export function usePracticeAccount() {
  const accounts = useAccountMap();
  const account = [...accounts.values()][0];
  const [error, setError] = useState('');
  const missing = account === undefined;
  useEffect(() => {
    if (!missing) return;
    let gone = false;
    calls
      .connectPractice()
      .then((payload) => takeIn([{ type: 'account:changed', payload }]))
      .catch((e) => {
        const fault = toAppError(e);
        // A page that was loaded again while the first one was still connecting.
        if (!gone && fault.reason !== 'account.signing_in') setError(fault.message);
      });
    return () => {
      gone = true;
    };
  }, [missing]);
  return { account, error };
}
