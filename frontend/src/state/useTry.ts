import { useTask } from './useTask';
import { useWait } from './useWait';
import { refreshWait } from './workspaces';

/**
 * A passphrase or code that is tried in a form: what useTask says of it, and for how many seconds
 * no other is taken after a wrong one. waitMs is what is known of that at first.
 */
export function useTry(waitMs: number) {
  const { busy, error, run } = useTask();
  const wait = useWait(waitMs);
  const attempt = (act: () => Promise<void>) =>
    run(async () => {
      try {
        await act();
      } catch (e) {
        wait.set(await refreshWait());
        throw e;
      }
    });
  return { busy, error, seconds: wait.seconds, run: attempt };
}
