import type { WorkspaceItem, Workspaces } from '../../backend/types';

/** In characters; the back end says what else it does not take. */
export const longestName = 60;

/** Why a workspace can't be deleted here and now, or "". */
export function keptBecause(w: WorkspaceItem, { items, shown }: Workspaces): '' | 'shown' | 'last' {
  if (items.length < 2) return 'last';
  return w.id === shown ? 'shown' : '';
}

/** What was typed is the name: as it is shown, spaces around it aside. */
export const isNamed = (typed: string, name: string): boolean =>
  name !== '' && typed.trim() === name.trim();

/** A name that no workspace has yet: wanted, or with a number behind it. */
export function freshName(wanted: string, items: readonly WorkspaceItem[]): string {
  const taken = new Set(items.map((i) => i.name.toLowerCase()));
  for (let n = 1; ; n++) {
    const name = n === 1 ? wanted : `${wanted} ${n}`;
    if (!taken.has(name.toLowerCase())) return name;
  }
}
