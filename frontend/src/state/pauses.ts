import { useQuery, useQueryClient } from '@tanstack/react-query';
import { fetchPaused, setPaused } from '../backend/privacyCalls';
import type { Pauses } from '../backend/types';
import { attempt } from './actions';
import { keys } from './keys';

const none: Pauses = { all: false, accountIds: [] };

/** What the user holds back. Only this window changes it, so it is asked for once. */
export function usePauses(): Pauses {
  const { data } = useQuery({
    queryKey: keys.paused,
    queryFn: fetchPaused,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return data ?? none;
}

/** Holds an account, or everything for "", or lets it go on. What goes wrong is a notice. */
export function useSetPaused() {
  const client = useQueryClient();
  return async (accountId: string, paused: boolean) => {
    await attempt(() => setPaused(accountId, paused));
    await client.invalidateQueries({ queryKey: keys.paused });
    await client.invalidateQueries({ queryKey: keys.rightsUsed });
  };
}
