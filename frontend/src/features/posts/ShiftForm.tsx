import { NumberInput } from '@mantine/core';
import { type FormEvent, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { movePosts } from '../../state/bulk';
import { useNow } from '../../state/useNow';
import type { FormProps } from './BulkPanel';
import classes from './BulkPanel.module.css';
import { passed, shift, toMoves } from './bulkModel';
import { FormFoot } from './FormFoot';
import { PlanPreview } from './PlanPreview';
import { useTargets } from './useTargets';

/** Whole days on or back; the time of day stays, whatever clocks do. */
export function ShiftForm({ titleId, onClose }: FormProps) {
  const { t } = useTranslation();
  const now = useNow();
  const { targets, left } = useTargets();
  const [days, setDays] = useState(1);
  const planned = useMemo(() => shift(targets, days), [targets, days]);
  const without = targets.filter((x) => !x.wall).length;
  const submit = async (e: FormEvent) => {
    e.preventDefault();
    const count = planned.length;
    if (await movePosts(toMoves(planned), t('undo.timed', { count }))) onClose();
  };
  return (
    <form onSubmit={(e) => void submit(e)}>
      <h2 id={titleId} className={classes.title}>
        {t('bulk.shiftTitle', { count: targets.length - without })}
      </h2>
      <div className={classes.line}>
        <label htmlFor={`${titleId}n`}>{t('bulk.by')}</label>
        <div className={classes.fields}>
          <NumberInput
            id={`${titleId}n`}
            className={classes.number ?? ''}
            size="sm"
            min={-366}
            max={366}
            allowDecimal={false}
            value={days}
            onChange={(n) => setDays(typeof n === 'number' ? n : 0)}
          />
          {t('bulk.daysUnit')}
        </div>
      </div>
      <PlanPreview planned={planned} targets={targets} now={now} />
      {without > 0 && <p className={classes.note}>{t('bulk.noTimeYet', { count: without })}</p>}
      <FormFoot
        label={t('bulk.setTimes', { count: planned.length })}
        disabled={planned.length === 0 || passed(planned, now) > 0}
        left={left}
        onClose={onClose}
      />
    </form>
  );
}
