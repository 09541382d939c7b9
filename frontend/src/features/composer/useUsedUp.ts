import { useTranslation } from 'react-i18next';
import { useFacts } from '../../state/appStore';
import { findQuota, freeSentence, isUsedUp, useQuotas } from '../../state/quotas';
import { useNow } from '../../state/useNow';
import { type Form, goesOutAt, modeOf, type TimeState } from './model';

/**
 * Why TikTok takes no more posts from the chosen account at the chosen time, and when the next
 * place is free; "" when it does.
 */
export function useUsedUp(form: Form, time: TimeState): string {
  const { t } = useTranslation();
  const { zone } = useFacts();
  const now = useNow();
  const { data } = useQuotas(form.input.accountId);
  const mode = modeOf(form.input);
  const quota = findQuota(data, mode === 'inbox' ? 'pending_drafts' : 'posts_per_day');
  if (!quota || data?.accountId !== form.input.accountId || !isUsedUp(quota, now)) return '';
  const at = goesOutAt(form, time);
  // By then a place is free.
  if (at && quota.freeAt !== '' && at.getTime() >= new Date(quota.freeAt).getTime()) return '';
  const why = quota.learned
    ? t(`quota.${mode === 'inbox' ? 'pending_drafts' : 'posts_per_day'}.learned`, {
        count: quota.used,
      })
    : t(`composer.usedUp.${mode}`, { limit: quota.limit });
  return [why, freeSentence(quota, now, zone, t)].filter(Boolean).join(' ');
}
