import { IconHourglass } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatSpanOf } from './model';
import classes from './WaitLine.module.css';

/**
 * How long no passphrase is taken. The figure moves each second for the eye; the ear hears how long
 * it is when it begins, and that it is over.
 */
export function WaitLine({ seconds }: { seconds: number }) {
  const { t } = useTranslation();
  const [said, setSaid] = useState('');
  const waiting = seconds > 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: said when it begins and when it ends.
  useEffect(() => {
    if (waiting) setSaid(t('lock.wait', { time: formatSpanOf(seconds, t) }));
    else setSaid((before) => (before === '' ? '' : t('lock.waited')));
  }, [waiting]);
  return (
    <>
      <p className="visually-hidden" role="status">
        {said}
      </p>
      {waiting && (
        <p className={classes.wait} aria-hidden data-wait={seconds}>
          <IconHourglass size={15} stroke={1.8} />
          {t('lock.wait', { time: formatSpanOf(seconds, t) })}
        </p>
      )}
    </>
  );
}
