import { type FormEvent, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { freeSlots } from '../../backend/calls';
import type { SlotTime } from '../../backend/types';
import { attempt } from '../../state/actions';
import { movePosts } from '../../state/bulk';
import { useNow } from '../../state/useNow';
import type { FormProps } from './BulkPanel';
import classes from './BulkPanel.module.css';
import { fillSlots, type Target, toMoves } from './bulkModel';
import { FormFoot } from './FormFoot';
import { PlanPreview } from './PlanPreview';
import { useTargets } from './useTargets';

/** What one question may ask for. */
const slotsMax = 200;

/** Each account's next free slots, in the order of the list. */
export function SlotsForm({ titleId, onClose }: FormProps) {
  const { t } = useTranslation();
  const now = useNow();
  const { targets, posts, left } = useTargets();
  const free = useFreeSlots(targets);
  const planned = useMemo(() => (free ? fillSlots(targets, free) : []), [targets, free]);
  const submit = async (e: FormEvent) => {
    e.preventDefault();
    const count = planned.length;
    if (await movePosts(toMoves(planned), t('undo.timed', { count }))) onClose();
  };
  const without = targets.length - planned.length;
  return (
    <form onSubmit={(e) => void submit(e)}>
      <h2 id={titleId} className={classes.title}>
        {t('bulk.slotsTitle', { count: targets.length })}
      </h2>
      {!free && <p className={classes.note}>{t('bulk.slotsAsking')}</p>}
      <PlanPreview planned={planned} targets={targets} now={now} />
      {free && without > 0 && (
        <p className={classes.note} data-tone="amber">
          {t('bulk.noSlot', { count: without })}
        </p>
      )}
      {posts.some((p) => p.state === 'draft') && (
        <p className={classes.note}>{t('bulk.draftsNote')}</p>
      )}
      <FormFoot
        label={t('bulk.setTimes', { count: planned.length })}
        disabled={planned.length === 0}
        left={left}
        onClose={onClose}
      />
    </form>
  );
}

/** The free slots of the accounts of some posts, as many as each has posts; null while asked. */
function useFreeSlots(targets: readonly Target[]) {
  const [free, setFree] = useState<ReadonlyMap<string, readonly SlotTime[]> | null>(null);
  const wanted = useMemo(() => {
    const counts = new Map<string, number>();
    for (const { accountId } of targets) {
      if (accountId) counts.set(accountId, (counts.get(accountId) ?? 0) + 1);
    }
    return JSON.stringify([...counts]);
  }, [targets]);
  useEffect(() => {
    let stale = false;
    const ask = async ([id, n]: [string, number]) =>
      [id, (await attempt(() => freeSlots(id, '', Math.min(n, slotsMax)))) ?? []] as const;
    void Promise.all((JSON.parse(wanted) as [string, number][]).map(ask)).then((all) => {
      if (!stale) setFree(new Map(all));
    });
    return () => {
      stale = true;
    };
  }, [wanted]);
  return free;
}
