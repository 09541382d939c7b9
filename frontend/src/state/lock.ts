import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { LockSettings } from '../backend/types';
import * as calls from '../backend/workspaceCalls';
import { createStore, useStore } from './createStore';
import { keys } from './keys';

/** What the dialog about the passphrase does: the first one, another one, none, another code. */
export type PassphraseTask = 'set' | 'change' | 'remove' | 'code';

const taskStore = createStore<PassphraseTask | null>(null);

export const usePassphraseTask = () => useStore(taskStore, (t) => t);
export const openPassphrase = (task: PassphraseTask | null) => taskStore.set(task);

/** How the workspace that is shown is locked; undefined until it is known. */
export function useLock(): { lock: LockSettings | undefined; refresh: () => Promise<void> } {
  const client = useQueryClient();
  const { data } = useQuery({ queryKey: keys.lock, queryFn: calls.fetchLock, staleTime: 0 });
  return {
    lock: data,
    refresh: async () => {
      await client.invalidateQueries({ queryKey: keys.lock });
      await client.invalidateQueries({ queryKey: keys.securityFacts });
    },
  };
}
