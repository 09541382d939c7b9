import { Button } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TimeField } from '../../ui/TimeField';
import classes from './SlotsSection.module.css';
import { slotTime, type Weekday, weekdays } from './slotsModel';

type Props = {
  title: string;
  wall: string;
  /** With one, days can be chosen and this one is; without, the time alone is changed. */
  weekday?: Weekday;
  onCancel: () => void;
  onSave: (wall: string, days: Weekday[]) => void;
};

/** A time, and the days of the week that get it. */
export function SlotForm({ title, wall, weekday, onCancel, onSave }: Props) {
  const { t } = useTranslation();
  const [time, setTime] = useState(wall);
  const [days, setDays] = useState<Weekday[]>(weekday === undefined ? [] : [weekday]);
  const choosing = weekday !== undefined;
  const ready = slotTime(time) !== '' && (!choosing || days.length > 0);
  const toggle = (day: Weekday) =>
    setDays((before) =>
      before.includes(day) ? before.filter((d) => d !== day) : [...before, day],
    );
  const submit = (e: FormEvent) => {
    e.preventDefault();
    if (ready) onSave(slotTime(time), days);
  };
  return (
    <form className={classes.form} aria-label={title} onSubmit={submit}>
      <b>{title}</b>
      <TimeField value={time} onChange={setTime} />
      {choosing && (
        <>
          <div className={classes.days}>
            {weekdays.map((day) => (
              <button
                key={day}
                type="button"
                className={classes.chip}
                aria-pressed={days.includes(day)}
                onClick={() => toggle(day)}
              >
                {days.includes(day) && <IconCheck size={12} stroke={2.2} aria-hidden />}
                {t(`slots.short.${day}`)}
              </button>
            ))}
          </div>
          <div className={classes.shortcuts}>
            <button type="button" onClick={() => setDays([...weekdays])}>
              {t('slots.everyDay')}
            </button>
            <button type="button" onClick={() => setDays(weekdays.slice(0, 5))}>
              {t('slots.workdays')}
            </button>
          </div>
        </>
      )}
      <div className={classes.buttons}>
        <Button variant="default" onClick={onCancel}>
          {t('slots.cancel')}
        </Button>
        <Button type="submit" disabled={!ready}>
          {choosing ? t('slots.addSlots', { count: days.length }) : t('slots.save')}
        </Button>
      </div>
    </form>
  );
}
