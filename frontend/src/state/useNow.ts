import { useEffect } from 'react';
import { createStore, useStore } from './createStore';

const minuteStore = createStore(new Date());
let watchers = 0;
let timer: ReturnType<typeof setInterval> | undefined;

/** The present, moved on every 15 seconds while somebody watches: enough for whole minutes. */
export function useNow(): Date {
  useEffect(() => {
    watchers++;
    timer ??= setInterval(() => minuteStore.set(new Date()), 15_000);
    return () => {
      watchers--;
      if (watchers > 0) return;
      clearInterval(timer);
      timer = undefined;
    };
  }, []);
  return useStore(minuteStore, (d) => d);
}
