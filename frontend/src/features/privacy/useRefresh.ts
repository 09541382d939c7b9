import { useQueryClient } from '@tanstack/react-query';

/** Asks anew for what the privacy part has shown, after something was done about it. */
export function useRefresh(part: 'privacy' | 'paused' | 'security' = 'privacy') {
  const client = useQueryClient();
  return () => void client.invalidateQueries({ queryKey: [part] });
}
