import { IconCircleCheck, IconInfoCircle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import * as calls from '../../backend/calls';
import { toAppError } from '../../backend/errors';
import type { Account, Privacy } from '../../backend/types';
import { formatLength, formatSpan } from '../../lib/duration';
import { locale } from '../../lib/locale';
import { formatList } from '../../lib/numbers';
import { keys } from '../../state/keys';
import { useNow } from '../../state/useNow';
import { type Fact, FactList } from '../../ui/FactList';
import classes from './CreatorFacts.module.css';

/** creator_info in words, asked when the page is opened. */
export function CreatorFacts({ account }: { account: Account }) {
  const { t } = useTranslation();
  const now = useNow();
  const [opened] = useState(() => Date.now());
  const may = account.health === 'ok' && account.scopes.includes('video.publish');
  const { data, error, isFetching } = useQuery({
    queryKey: keys.creator(account.id, opened),
    queryFn: () => calls.fetchCreator(account.id),
    enabled: may,
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  if (error) return <p className={classes.note}>{toAppError(error).message}</p>;
  if (isFetching) return <p className={classes.note}>{t('accounts.asking')}</p>;
  if (!data) return <p className={classes.note}>{t('accounts.healthOutText')}</p>;

  const interactions = [
    { word: t('accounts.commentLower'), off: data.commentDisabled },
    { word: t('accounts.duetLower'), off: data.duetDisabled },
    { word: t('accounts.stitchLower'), off: data.stitchDisabled },
  ];
  const on = interactions.filter((i) => !i.off).map((i) => i.word);
  const off = interactions.filter((i) => i.off).map((i) => i.word);
  const facts: Fact[] = [
    {
      key: 'length',
      icon: IconCircleCheck,
      tone: 'green',
      title: t('accounts.upTo', { length: formatLength(data.maxDurationMs) }),
      text: t('accounts.asked', { span: formatSpan(Math.max(1000, now.getTime() - opened)) }),
    },
    {
      key: 'audiences',
      icon: IconCircleCheck,
      tone: 'green',
      title: t('accounts.audiences', {
        list: formatList(
          data.privacyOptions.map((p) =>
            t(`composer.privacy.${p as Privacy}`).toLocaleLowerCase(locale()),
          ),
        ),
      }),
    },
  ];
  if (on.length > 0) {
    facts.push({
      key: 'on',
      icon: IconCircleCheck,
      tone: 'green',
      title: t('accounts.interactionOn', { what: formatList(on) }),
    });
  }
  if (off.length > 0) {
    facts.push({
      key: 'off',
      icon: IconInfoCircle,
      tone: 'quiet',
      title: t('accounts.interactionOff', { what: formatList(off) }),
      text: t('accounts.offHelp'),
    });
  }
  return <FactList facts={facts} />;
}
