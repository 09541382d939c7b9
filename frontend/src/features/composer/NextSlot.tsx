import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import * as calls from '../../backend/calls';
import { toAppError } from '../../backend/errors';
import type { Account } from '../../backend/types';
import { keys } from '../../state/keys';
import type { Form } from './model';
import classes from './WhenSection.module.css';

type When = Form['when'];

type Props = {
  account: Account | undefined;
  when: When;
  onFound: (part: Partial<When>) => void;
  children: ReactNode;
};

const everyMs = 30_000;

/** Asks which slot of the account is free next, and keeps asking while it is shown. */
export function NextSlot({ account, when, onFound, children }: Props) {
  const { t } = useTranslation();
  const [opened] = useState(() => Date.now());
  const has = (account?.slots.length ?? 0) > 0;
  const { data, error } = useQuery({
    queryKey: keys.nextSlot(account?.id ?? '', account?.rev ?? 0, opened),
    queryFn: () => calls.freeSlots(account?.id ?? '', '', 1).then((free) => free[0] ?? null),
    enabled: has,
    refetchInterval: everyMs,
    gcTime: 0,
    retry: false,
  });
  const [date = '', time = ''] = data?.wall.split('T') ?? [];
  const wall = time.slice(0, 5);
  const zone = data?.zone ?? '';
  const same = when.date === date && when.time === wall && when.zone === zone;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was found decides, not who listens.
  useEffect(() => {
    if (data && !same) onFound({ date, time: wall, zone });
    if ((data === null || !has) && when.time !== '') onFound({ time: '' });
  }, [data, same, has]);
  if (!account) return <p className={classes.note}>{t('composer.slotNoAccount')}</p>;
  if (!has) return <p className={classes.note}>{t('composer.slotNone')}</p>;
  if (error) return <p className={classes.note}>{toAppError(error).message}</p>;
  if (data === undefined) return <p className={classes.note}>{t('composer.slotAsking')}</p>;
  if (data === null) return <p className={classes.note}>{t('composer.slotNoneFree')}</p>;
  return children;
}
