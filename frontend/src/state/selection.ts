import { createStore, useStore } from './createStore';

/** The posts that are selected, and the one from which Shift reaches on. */
type Selection = { ids: ReadonlySet<string>; anchor: string | null };

const none: Selection = { ids: new Set(), anchor: null };

export const selectionStore = createStore<Selection>(none);

export const useIsSelected = (id: string) => useStore(selectionStore, (s) => s.ids.has(id));
export const useSelecting = () => useStore(selectionStore, (s) => s.ids.size > 0);
export const useSelection = () => useStore(selectionStore, (s) => s.ids);

export function select(ids: Iterable<string>) {
  const set = new Set(ids);
  selectionStore.set(set.size === 0 ? none : { ids: set, anchor: [...set].at(-1) ?? null });
}

export function clearSelection() {
  selectionStore.set(none);
}

export function toggleSelected(id: string) {
  selectionStore.set((s) => toggled(s, id));
}

/** Selects from the anchor to id, in the order of the list; without an anchor, id alone. */
export function selectTo(order: readonly string[], id: string, from: string | null) {
  selectionStore.set((s) => reached(s, order, id, from));
}

function toggled({ ids }: Selection, id: string): Selection {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return { ids: next, anchor: id };
}

/**
 * What was reached from the anchor before is let go, as lists do: the range follows the last step.
 * What was selected apart from it stays.
 */
export function reached(
  s: Selection,
  order: readonly string[],
  id: string,
  from: string | null,
): Selection {
  const anchor = s.anchor !== null && order.includes(s.anchor) ? s.anchor : (from ?? id);
  const [a, b] = [order.indexOf(anchor), order.indexOf(id)];
  if (a < 0 || b < 0)
    return toggled({ ids: new Set([...s.ids].filter((x) => x !== id)), anchor }, id);
  const range = order.slice(Math.min(a, b), Math.max(a, b) + 1);
  const run = runAround(s.ids, order, a);
  const kept = [...s.ids].filter((x) => !run.has(x));
  return { ids: new Set([...kept, ...range]), anchor };
}

/** The unbroken run of selected posts around the anchor. */
function runAround(ids: ReadonlySet<string>, order: readonly string[], at: number): Set<string> {
  const run = new Set<string>();
  for (const step of [1, -1]) {
    for (let i = at; i >= 0 && i < order.length && ids.has(order[i] ?? ''); i += step) {
      run.add(order[i] ?? '');
    }
  }
  return run;
}

/** Lets go what is not there any more. */
export function keepSelected(exists: (id: string) => boolean) {
  const { ids, anchor } = selectionStore.get();
  const kept = [...ids].filter(exists);
  if (kept.length === ids.size) return;
  selectionStore.set(kept.length === 0 ? none : { ids: new Set(kept), anchor });
}
