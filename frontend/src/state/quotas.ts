import { useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import * as calls from '../backend/calls';
import type { Quota, Quotas } from '../backend/types';
import { formatSpan } from '../lib/duration';
import { daysFromNow, formatDay, formatTime } from '../lib/zones';
import { keys } from './keys';

/** Two of the limits are counted by the minute, so they are read again while they are shown. */
const everyMs = 20_000;

/** How much of TikTok's limits an account has used; read afresh each time it is shown. */
export function useQuotas(accountId: string) {
  return useQuery({
    queryKey: keys.quotas(accountId),
    queryFn: () => calls.fetchQuotas(accountId),
    enabled: accountId !== '',
    refetchInterval: everyMs,
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
}

export function findQuota(quotas: Quotas | undefined, name: string): Quota | undefined {
  return quotas?.quotas.find((q) => q.name === name);
}

/** Nothing is left: by our count, or because TikTok said so. */
export function isUsedUp(q: Quota, now: Date): boolean {
  return q.freeAt === '' ? q.learned : new Date(q.freeAt).getTime() > now.getTime();
}

/** "The next place is free today at 18:30, in 3 h 20 min."; "" when there is one now. */
export function freeSentence(q: Quota, now: Date, zone: string, t: TFunction): string {
  if (q.freeAt === '' || !isUsedUp(q, now)) return '';
  const at = new Date(q.freeAt);
  const time = formatTime(at, zone);
  const span = formatSpan(at.getTime() - now.getTime());
  const days = daysFromNow(at, zone, now);
  if (days === 0) return t('quota.freeToday', { time, span });
  if (days === 1) return t('quota.freeTomorrow', { time, span });
  return t('quota.freeOn', { day: formatDay(at, zone, now), time });
}
