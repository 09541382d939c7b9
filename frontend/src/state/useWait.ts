import { useEffect, useState } from 'react';

/**
 * Counts down how long no passphrase is taken, in whole seconds; 0 when one is. set begins anew
 * with what the back end says, in ms.
 */
export function useWait(ms: number): { seconds: number; set: (ms: number) => void } {
  const [until, setUntil] = useState(() => Date.now() + ms);
  const [now, setNow] = useState(Date.now);
  const set = (next: number) => {
    setNow(Date.now());
    setUntil(Date.now() + next);
  };
  const seconds = secondsLeft(until, now);
  useEffect(() => {
    if (seconds === 0) return;
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, [seconds]);
  return { seconds, set };
}

/** Rounded up: at 0 it is over for certain. */
export const secondsLeft = (until: number, now: number): number =>
  Math.max(0, Math.ceil((until - now) / 1000));
