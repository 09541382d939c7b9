import { NumberInput, Radio } from '@mantine/core';
import { useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import * as calls from '../../backend/calls';
import { toAppError } from '../../backend/errors';
import type { Account, Missed } from '../../backend/types';
import classes from './MissedSection.module.css';

const policies = ['within', 'ask', 'next_slot', 'skip'] as const;
const most = 24 * 60;

/** What becomes of posts whose time passed while Cuedrop was not running. */
export function MissedSection({ account }: { account: Account }) {
  const { t } = useTranslation();
  const title = useId();
  const [missed, setMissed] = useState(account.missed);
  const [problem, setProblem] = useState('');
  // The back end's word wins, also over another window's.
  useEffect(() => setMissed(account.missed), [account.missed]);

  const save = async (next: Missed) => {
    setMissed(next);
    setProblem('');
    try {
      await calls.setMissed(account.id, next);
    } catch (e) {
      setMissed(account.missed);
      setProblem(toAppError(e).message);
    }
  };
  return (
    <div className={classes.missed}>
      <p className={classes.note} id={title}>
        {t('missed.text')}
      </p>
      <Radio.Group
        aria-labelledby={title}
        value={missed.policy}
        onChange={(policy) => void save({ ...missed, policy })}
      >
        {policies.map((policy) => (
          <div key={policy} className={classes.row}>
            <Radio
              value={policy}
              label={t(`missed.${policy}.name`)}
              description={t(`missed.${policy}.help`)}
              classNames={{ body: classes.body ?? '', description: classes.help ?? '' }}
            />
            {policy === 'within' && (
              <NumberInput
                className={classes.minutes}
                size="xs"
                aria-label={t('missed.minutes')}
                suffix={t('missed.minutesUnit')}
                value={missed.minutes}
                min={1}
                max={most}
                step={15}
                clampBehavior="blur"
                allowDecimal={false}
                allowNegative={false}
                disabled={missed.policy !== 'within'}
                onChange={(value) => setMissed({ ...missed, minutes: Number(value) })}
                onBlur={() => {
                  const minutes = Math.min(Math.max(Math.round(missed.minutes) || 60, 1), most);
                  if (minutes !== account.missed.minutes) void save({ ...missed, minutes });
                }}
              />
            )}
          </div>
        ))}
      </Radio.Group>
      {problem && (
        <p className={classes.note} role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}
