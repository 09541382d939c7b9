import { useCallback, useEffect } from 'react';
import * as calls from '../../backend/calls';
import { useAccountMap, useFacts } from '../../state/appStore';
import { takeIn } from '../../state/boot';
import { useTask } from '../../state/useTask';

/**
 * The practice account. In a sandbox that is forgotten afterwards it is connected by itself,
 * because nobody else could be asked; in one that lasts, when the user says so.
 */
export function usePracticeAccount() {
  const accounts = useAccountMap();
  const { canLeave } = useFacts();
  const account = [...accounts.values()][0];
  const missing = account === undefined;
  const { busy, error: problem, reason, run } = useTask();
  const connect = useCallback(
    () =>
      run(async () =>
        takeIn([{ type: 'account:changed', payload: await calls.connectPractice() }]),
      ),
    [run],
  );
  // A page that was drawn again while the first one was still connecting.
  const error = reason === 'account.signing_in' ? '' : problem;
  useEffect(() => {
    if (missing && canLeave) void connect();
  }, [missing, canLeave, connect]);
  return { account, busy: busy || (canLeave && error === ''), error, connect };
}
