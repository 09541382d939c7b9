import { createStore, useStore } from '../../state/createStore';
import type { Planned } from './bulkModel';

/** The times that an open edit would give, by post. Rows show them in green; nothing is stored. */
export const planStore = createStore<ReadonlyMap<string, Planned>>(new Map());

export const usePlanned = (id: string) => useStore(planStore, (all) => all.get(id));

export function showPlan(planned: readonly Planned[]) {
  planStore.set(new Map(planned.map((p) => [p.id, p])));
}
