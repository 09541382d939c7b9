import type { TFunction } from 'i18next';
import type { ActivityRow } from '../../backend/types';
import { scopeKey } from './usedModel';

/** Kinds that have one sentence each; the others have one for each outcome. */
const plain = [
  'sign_in',
  'sign_out',
  'unlock',
  'recovery',
  'try',
  'guard',
  'export',
  'import',
  'erasure',
  'incident',
  'support',
] as const;

const ways = {
  lock: ['hand', 'idle', 'system', 'sleep', 'incident'],
  passphrase: ['set', 'changed', 'removed', 'code'],
  workspace: ['created', 'renamed'],
} as const;

type Way<K extends keyof typeof ways> = `${K}_${(typeof ways)[K][number]}`;

/** The words below privacy.activity.kind.* */
type ActivityKey =
  | (typeof plain)[number]
  | Way<'lock'>
  | Way<'passphrase'>
  | Way<'workspace'>
  | 'lock'
  | 'other';

/** What happened. A kind or a way that this window does not know yet is told in general. */
export function activityKey({ kind, outcome }: Pick<ActivityRow, 'kind' | 'outcome'>): ActivityKey {
  const known = plain.find((k) => k === kind);
  if (known) return known;
  for (const [of, list] of Object.entries(ways)) {
    const way = (list as readonly string[]).find((w) => w === outcome);
    if (kind === of && way) return `${of}_${way}` as ActivityKey;
  }
  return kind === 'lock' ? 'lock' : 'other';
}

/** Something that an owner looks twice at: a wrong try, or what did not work. */
export const isBad = ({ kind, outcome }: Pick<ActivityRow, 'kind' | 'outcome'>): boolean =>
  kind === 'try' || outcome === 'failed';

/** The words below privacy.activity.guard.* */
const guards = ['connect', 'disconnect', 'publish_now', 'export', 'erase'] as const;

/** What it was about, in words; "" where there is nothing to add. nameOf knows the accounts. */
export function activitySubject(
  { kind, subject }: Pick<ActivityRow, 'kind' | 'subject'>,
  nameOf: (accountId: string) => string | undefined,
  t: TFunction,
): string {
  if (subject === '') return '';
  if (kind === 'guard') {
    const guard = guards.find((g) => g === subject);
    return guard ? t(`privacy.activity.guard.${guard}`) : subject;
  }
  if (kind === 'sign_in' || kind === 'sign_out') {
    return nameOf(subject) ?? t('privacy.activity.goneAccount');
  }
  const scope = scopeKey(subject);
  return scope ? t(`privacy.scope.${scope}`) : (nameOf(subject) ?? '');
}
