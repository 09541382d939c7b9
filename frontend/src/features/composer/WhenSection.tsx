import { SegmentedControl } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Account } from '../../backend/types';
import { TimeField } from '../../ui/TimeField';
import { ZoneSelect } from '../../ui/ZoneSelect';
import { DateStrip } from './DateStrip';
import { DaySlots } from './DaySlots';
import type { Form, TimeState } from './model';
import { NextSlot } from './NextSlot';
import { ResolvedSentence } from './ResolvedSentence';
import classes from './WhenSection.module.css';

type Props = {
  form: Form;
  setForm: (change: (before: Form) => Form) => void;
  time: TimeState;
  now: Date;
  account: Account | undefined;
  postId: string;
};

const kinds = ['now', 'slot', 'pick'] as const;

/** Now, the account's next free slot, or a wall-clock time in a named zone. */
export function WhenSection({ form, setForm, time, now, account, postId }: Props) {
  const { t } = useTranslation();
  const { when } = form;
  const set = (part: Partial<Form['when']>) =>
    setForm((f) => ({ ...f, when: { ...f.when, ...part } }));
  return (
    <section aria-label={t('composer.when')}>
      <h2 className={classes.title}>{t('composer.when')}</h2>
      <SegmentedControl
        fullWidth
        aria-label={t('composer.when')}
        value={when.kind}
        onChange={(v) => set({ kind: kinds.find((k) => k === v) ?? 'pick' })}
        data={[
          { value: 'now', label: t('composer.now') },
          { value: 'slot', label: t('composer.nextSlot') },
          { value: 'pick', label: t('composer.pick') },
        ]}
      />
      {when.kind === 'now' && <p className={classes.note}>{t('composer.nowText')}</p>}
      {when.kind === 'slot' && (
        <NextSlot account={account} when={when} onFound={set}>
          <ResolvedSentence form={form} time={time} now={now} />
        </NextSlot>
      )}
      {when.kind === 'pick' && (
        <>
          <DateStrip
            value={when.date}
            zone={when.zone}
            now={now}
            onChange={(date) => set({ date })}
          />
          {account && (
            <DaySlots account={account} when={when} postId={postId} now={now} onChoose={set} />
          )}
          <div className={classes.row}>
            <TimeField value={when.time} onChange={(v) => set({ time: v })} />
            <ZoneSelect value={when.zone} now={now} onChange={(zone) => set({ zone })} />
          </div>
          <ResolvedSentence form={form} time={time} now={now} />
        </>
      )}
    </section>
  );
}
