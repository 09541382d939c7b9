import { Button } from '@mantine/core';
import { IconCalendarTime, IconCircleCheck, IconKey } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Account } from '../../backend/types';
import { formatSpan } from '../../lib/duration';
import { formatDay } from '../../lib/zones';
import { useFacts } from '../../state/appStore';
import { useNow } from '../../state/useNow';
import { type Fact, FactList } from '../../ui/FactList';
import { signInEnding } from './model';

type Props = { account: Account; onSignIn: () => void };

/** Whether the account can post, and until when its sign-in holds when that is soon. */
export function AccountHealth({ account, onSignIn }: Props) {
  const { t } = useTranslation();
  const { zone } = useFacts();
  const now = useNow();
  const ending = signInEnding(account, now);
  const facts: Fact[] = [
    account.health === 'ok'
      ? {
          key: 'in',
          icon: IconCircleCheck,
          tone: 'green',
          title:
            account.signInEndsAt && !ending
              ? t('accounts.healthUntil', {
                  day: formatDay(new Date(account.signInEndsAt), zone, now),
                })
              : t('accounts.healthOk'),
          ...(ending ? {} : { text: t('accounts.healthOkText') }),
        }
      : {
          key: 'out',
          icon: IconKey,
          tone: 'amber',
          title: t('accounts.healthOut'),
          text: t('accounts.healthOutText'),
        },
  ];
  if (ending) {
    const left = Math.max(0, ending.at.getTime() - now.getTime());
    facts.push({
      key: 'ends',
      icon: IconCalendarTime,
      tone: ending.urgent ? 'amber' : 'quiet',
      title: t('accounts.ends', { day: formatDay(ending.at, zone, now) }),
      text: t('accounts.endsText', { span: formatSpan(wholeDays(left)) }),
      action: (
        <Button variant="default" onClick={onSignIn}>
          {t('accounts.renew')}
        </Button>
      ),
    });
  }
  return <FactList facts={facts} />;
}

const dayMs = 86_400_000;

/** Hours do not matter where weeks are left. */
const wholeDays = (ms: number) => (ms > 2 * dayMs ? Math.floor(ms / dayMs) * dayMs : ms);
