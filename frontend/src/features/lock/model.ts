import type { TFunction } from 'i18next';
import type { WorkspaceItem, Workspaces } from '../../backend/types';

/** "8 s", "2 min", "1 min 5 s": a wait of so many seconds. */
export function formatSpanOf(seconds: number, t: TFunction): string {
  const [m, s] = [Math.floor(seconds / 60), seconds % 60];
  if (m === 0) return t('lock.seconds', { s });
  return s === 0 ? t('lock.minutes', { m }) : t('lock.both', { m, s });
}

/** The workspaces that one may go to instead, open ones first. */
export function elsewhere({ items, shown }: Workspaces): WorkspaceItem[] {
  return items
    .filter((i) => i.id !== shown)
    .sort((a, b) => Number(a.locked) - Number(b.locked) || a.name.localeCompare(b.name));
}

export type Trouble = '' | 'missing' | 'differ';

/** What is wrong with a passphrase that was typed twice. */
export function twice(first: string, second: string): Trouble {
  if (first === '') return 'missing';
  return first === second ? '' : 'differ';
}
