import { settlePending } from './actions';

type Flush = () => Promise<unknown>;
const unsaved = new Set<Flush>();

/**
 * Has flush called before the window leaves the workspace: what is being written is stored first,
 * because afterwards the back end takes nothing of this page. Returns how to call that off.
 */
export function beforeLeaving(flush: Flush): () => void {
  unsaved.add(flush);
  return () => unsaved.delete(flush);
}

/** Stores what is being written and does what waits for its undo. What fails keeps nobody here. */
export async function settleAll() {
  await Promise.allSettled([settlePending(), ...[...unsaved].map((flush) => flush())]);
}
