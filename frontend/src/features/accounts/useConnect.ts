import { useEffect, useState } from 'react';
import * as calls from '../../backend/calls';
import { toAppError } from '../../backend/errors';
import { takeIn } from '../../state/boot';
import { setUi, useUi } from '../../state/ui';

export type ConnectStep =
  | { step: 'explain' }
  | { step: 'waiting'; url: string }
  | { step: 'failed'; message: string };

/** One sign-in: explain, open the browser, wait; cancelling tells the back end. */
export function useConnect(onDone: () => void) {
  const signIn = useUi((s) => s.signIn);
  const [running, setRunning] = useState(false);
  const [message, setMessage] = useState('');

  useEffect(() => setUi({ signIn: null }), []);

  const start = async () => {
    setMessage('');
    setRunning(true);
    setUi({ signIn: null });
    try {
      const account = await calls.connectAccount();
      takeIn([{ type: 'account:changed', payload: account }]);
      onDone();
    } catch (e) {
      const fault = toAppError(e);
      if (fault.kind !== 'canceled') setMessage(fault.message);
    } finally {
      setRunning(false);
    }
  };

  const cancel = () => {
    if (running) void calls.cancelConnect().catch(() => undefined);
    onDone();
  };

  const state: ConnectStep = running
    ? { step: 'waiting', url: signIn?.url ?? '' }
    : message || signIn?.state === 'failed'
      ? { step: 'failed', message: message || (signIn?.message ?? '') }
      : { step: 'explain' };
  return { state, start, cancel };
}
