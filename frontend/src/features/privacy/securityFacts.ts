import type { SecurityFact } from '../../backend/types';

/** The words below privacy.security.fact.* */
const codes = ['keyring', 'passphrase', 'disk', 'folder', 'ffmpeg'] as const;
export type FactCode = (typeof codes)[number];

const states = ['ok', 'warn', 'unknown'] as const;
type FactState = (typeof states)[number];

export type KnownFact = { code: FactCode; state: FactState; detail: string; remedy: string };

/** Facts that this window has words for, in the order in which they are told. */
export function knownFacts(facts: readonly SecurityFact[]): KnownFact[] {
  return codes.flatMap((code) => {
    const fact = facts.find((f) => f.code === code);
    if (!fact) return [];
    const state = states.find((s) => s === fact.state) ?? 'unknown';
    return [{ code, state, detail: fact.detail, remedy: state === 'ok' ? '' : fact.remedy }];
  });
}
