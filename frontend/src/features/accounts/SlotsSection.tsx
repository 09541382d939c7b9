import { Button } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import * as calls from '../../backend/calls';
import { toAppError } from '../../backend/errors';
import type { Account, Slot } from '../../backend/types';
import { useFacts } from '../../state/appStore';
import { offerUndo } from '../../state/ui';
import { useNow } from '../../state/useNow';
import { Note } from '../../ui/Note';
import { ZoneSelect } from '../../ui/ZoneSelect';
import { SlotDay } from './SlotDay';
import classes from './SlotsSection.module.css';
import { addSlots, moveToZone, slotsMax, weekdays, zoneOf } from './slotsModel';

/** The times of the week at which an account posts, in the zone that they are meant in. */
export function SlotsSection({ account }: { account: Account }) {
  const { t } = useTranslation();
  const { zone: here } = useFacts();
  const now = useNow();
  const [slots, setSlots] = useState(account.slots);
  const [fresh, setFresh] = useState('');
  const [problem, setProblem] = useState('');
  // The back end's word wins, also over another window's.
  useEffect(() => setSlots(account.slots), [account.slots]);
  const own = zoneOf(slots, fresh || here);

  const store = async (next: Slot[]) => {
    if (next.length > slotsMax) {
      setProblem(t('slots.tooMany', { max: slotsMax }));
      return;
    }
    setSlots(next);
    setProblem('');
    try {
      await calls.setSlots(account.id, next);
    } catch (e) {
      setSlots(account.slots);
      setProblem(toAppError(e).message);
    }
  };
  /** What takes something away can be taken back for a while. */
  const change = (next: Slot[], undoable?: string) => {
    const before = slots;
    void store(next);
    if (undoable) offerUndo(undoable, () => store(before));
  };

  return (
    <section className={classes.section} aria-labelledby="slots-title">
      <header className={classes.head}>
        <h3 id="slots-title">{t('slots.title')}</h3>
        <p>{t('slots.text')}</p>
        <ZoneSelect
          className={classes.zone}
          value={own}
          now={now}
          placeholder={t('slots.severalZones')}
          onChange={(zone) => {
            setFresh(zone);
            if (slots.length > 0) change(moveToZone(slots, zone), t('slots.zoneChanged'));
          }}
        />
      </header>
      <div className={classes.week}>
        {weekdays.map((weekday) => (
          <SlotDay
            key={weekday}
            weekday={weekday}
            slots={slots}
            zone={own || here}
            mixed={own === ''}
            onChange={change}
          />
        ))}
      </div>
      {slots.length === 0 && (
        <div className={classes.empty}>
          <span>{t('slots.none')}</span>
          <Button
            variant="default"
            onClick={() => {
              const noon = addSlots([], '12:00', weekdays, own || here);
              change(addSlots(noon, '18:30', weekdays, own || here));
            }}
          >
            {t('slots.suggest')}
          </Button>
        </div>
      )}
      {problem && (
        <Note icon={IconInfoCircle} tone="red" role="alert">
          {problem}
        </Note>
      )}
    </section>
  );
}
