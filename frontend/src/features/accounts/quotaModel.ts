import type { TFunction } from 'i18next';
import type { Quota } from '../../backend/types';
import { freeSentence, isUsedUp } from '../../state/quotas';

const names = ['posts_per_day', 'pending_drafts', 'inits_per_minute', 'posting_accounts'] as const;
type Name = (typeof names)[number];

/** From how much on a limit asks for attention. */
const nearly = 0.8;

type QuotaView = {
  name: Name;
  label: string;
  figure: string;
  value: number;
  warn: boolean;
  help: string;
};

/** One limit in words; null for one that this window does not know. */
export function quotaView(q: Quota, now: Date, zone: string, t: TFunction): QuotaView | null {
  const name = names.find((n) => n === q.name);
  if (!name) return null;
  const full = isUsedUp(q, now);
  const value = full ? 1 : q.limit > 0 ? q.used / q.limit : 0;
  const left = Math.max(0, q.limit - q.used);
  const figure = q.learned && full ? t('quota.none') : t(`quota.${name}.figure`, { ...q, left });
  const help = full
    ? [
        t(q.learned ? `quota.${name}.learned` : `quota.${name}.full`, { ...q, count: q.used }),
        freeSentence(q, now, zone, t),
      ]
    : [t(value >= nearly ? `quota.${name}.nearly` : `quota.${name}.help`, { ...q, count: left })];
  return {
    name,
    label: t(`quota.${name}.label`),
    figure,
    value,
    warn: full || value >= nearly,
    help: help.filter(Boolean).join(' '),
  };
}
