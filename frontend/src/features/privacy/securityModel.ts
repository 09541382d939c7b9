import type { Health } from '../../backend/types';

/** What of the back end's lasting conditions is about security. */
const concerns = ['key', 'journal', 'folder'] as const;
export type Concern = (typeof concerns)[number];

/** Codes of internal/engine's conditions. */
const codes: Record<Concern, RegExp> = {
  key: /^(?:keyring|vault|passphrase)/,
  journal: /^journal$/,
  folder: /^store\.(?:synced_folder|network|rights)/,
};

export function concerning(health: readonly Health[], concern: Concern): Health | undefined {
  return health.find((h) => codes[concern].test(h.code));
}
