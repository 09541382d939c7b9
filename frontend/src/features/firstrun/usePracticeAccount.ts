import { useCallback, useEffect, useState } from 'react';
import * as calls from '../../backend/calls';
import { toAppError } from '../../backend/errors';
import { useAccountMap, useFacts } from '../../state/appStore';
import { takeIn } from '../../state/boot';

/**
 * The practice account. In a sandbox that is forgotten afterwards it is connected by itself,
 * because nobody else could be asked; in one that lasts, when the user says so.
 */
export function usePracticeAccount() {
  const accounts = useAccountMap();
  const { canLeave } = useFacts();
  const account = [...accounts.values()][0];
  const missing = account === undefined;
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');
  const connect = useCallback(async () => {
    setBusy(true);
    setError('');
    try {
      takeIn([{ type: 'account:changed', payload: await calls.connectPractice() }]);
    } catch (e) {
      const fault = toAppError(e);
      // A page that was drawn again while the first one was still connecting.
      if (fault.reason !== 'account.signing_in') setError(fault.message);
    } finally {
      setBusy(false);
    }
  }, []);
  useEffect(() => {
    if (missing && canLeave) void connect();
  }, [missing, canLeave, connect]);
  return { account, busy: busy || (canLeave && error === ''), error, connect };
}
