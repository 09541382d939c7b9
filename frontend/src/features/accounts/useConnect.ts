import { useEffect, useRef, useState } from 'react';
import * as calls from '../../backend/calls';
import { toAppError } from '../../backend/errors';
import type { Account } from '../../backend/types';
import { takeIn } from '../../state/boot';
import { setUi, useUi } from '../../state/ui';
import { connectStep, type Ending } from './model';

type Done = (account: Account, known: boolean) => void;

/**
 * One sign-in: explain, open the browser, wait, ask whether it is the right account. Closing at
 * any step tells the back end, and nothing is stored.
 */
export function useConnect(accountId: string, onDone: Done, onClose: () => void) {
  const signIn = useUi((s) => s.signIn);
  const [running, setRunning] = useState(false);
  const [ending, setEnding] = useState<Ending | null>(null);
  const [answering, setAnswering] = useState(false);
  const [answerError, setAnswerError] = useState('');
  const given = useRef(false);
  const known = useRef(false);

  useEffect(() => setUi({ signIn: null }), []);

  const start = async () => {
    const openElsewhere = ending?.reason === 'account.signing_in';
    setEnding(null);
    setAnswering(false);
    setAnswerError('');
    setRunning(true);
    setUi({ signIn: null });
    try {
      // One that a window before this one left open; it would be refused again.
      if (openElsewhere) await calls.cancelConnect();
      const account = await calls.connectAccount(accountId);
      takeIn([{ type: 'account:changed', payload: account }]);
      onDone(account, known.current);
    } catch (e) {
      const { reason, message } = toAppError(e);
      // Without words: the user gave up a question before it, and may start again.
      if (!given.current && message !== '') setEnding({ reason, message });
    } finally {
      setRunning(false);
    }
  };

  /** Says whether the account shown is the right one. */
  const answer = async (accept: boolean) => {
    if (answering) return;
    known.current = signIn?.candidate?.known ?? false;
    setAnswering(true);
    setAnswerError('');
    try {
      await calls.confirmAccount(accept);
    } catch (e) {
      setAnswering(false);
      setAnswerError(toAppError(e).message);
    }
  };

  const close = () => {
    given.current = true;
    if (running) void calls.cancelConnect().catch(() => undefined);
    onClose();
  };

  return {
    state: connectStep(running, signIn, ending),
    answering,
    answerError,
    start,
    answer,
    close,
  };
}
