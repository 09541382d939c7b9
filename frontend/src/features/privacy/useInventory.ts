import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { onEvent } from '../../backend/events';
import { fetchInventory } from '../../backend/privacyCalls';
import { keys } from '../../state/keys';

/** How long changes are gathered: counting looks at every file. */
const restMs = 1500;

/** What is stored, counted anew when posts, clips or accounts change. */
export function useInventory() {
  const client = useQueryClient();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const later = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        void client.invalidateQueries({ queryKey: keys.inventory });
      }, restMs);
    };
    const stops = [
      onEvent('post:changed', later),
      onEvent('post:removed', later),
      onEvent('media:changed', later),
      onEvent('account:changed', later),
      onEvent('account:removed', later),
    ];
    return () => {
      clearTimeout(timer);
      for (const stop of stops) stop();
    };
  }, [client]);
  return useQuery({ queryKey: keys.inventory, queryFn: fetchInventory });
}
