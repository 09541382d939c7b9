import type { RightUsed } from '../../backend/types';

/** The words below privacy.kind.* */
const kinds = [
  'access',
  'export',
  'import',
  'correction',
  'erasure',
  'restriction',
  'retention',
] as const;
export type KindKey = (typeof kinds)[number] | 'other';
export const kindKey = (kind: string): KindKey => kinds.find((k) => k === kind) ?? 'other';

/** The words below privacy.scope.*; other scopes are kinds of data. */
const scopes = ['post', 'account', 'all'] as const;
export const scopeKey = (scope: string) => scopes.find((s) => s === scope);

type OutcomeKey = 'done' | 'resumed' | 'failed';
/** Anything but done and resumed is a reason why it was not done. */
export const outcomeKey = (outcome: string): OutcomeKey =>
  outcome === 'done' || outcome === 'resumed' ? outcome : 'failed';

/** The longest that a request took, in ms. */
export function slowest(used: readonly RightUsed[]): number | undefined {
  return used.length === 0 ? undefined : Math.max(...used.map((u) => u.elapsedMs));
}

/** What an account word means depends on the kind: "account" is a scope and a kind of data. */
export function isCategoryScope(u: Pick<RightUsed, 'kind' | 'scope'>): boolean {
  return u.kind === 'access' || scopeKey(u.scope) === undefined;
}
