import { Button, Menu, Popover } from '@mantine/core';
import { IconCopy, IconDots, IconEraser, IconPlus, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Slot } from '../../backend/types';
import { zoneCity } from '../../lib/zones';
import { SlotForm } from './SlotForm';
import classes from './SlotsSection.module.css';
import {
  addSlots,
  changeSlot,
  clearDay,
  copyDay,
  removeSlot,
  slotsOn,
  type Weekday,
} from './slotsModel';

type Props = {
  weekday: Weekday;
  slots: readonly Slot[];
  zone: string;
  /** The account's slots have several zones, so each says its own. */
  mixed: boolean;
  onChange: (next: Slot[], undoable?: string) => void;
};

/** One day of the week: its times, each to be changed or removed, and one to be added. */
export function SlotDay({ weekday, slots, zone, mixed, onChange }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<string | null>(null);
  const day = t(`slots.day.${weekday}`);
  const own = slotsOn(slots, weekday);
  const close = () => setOpen(null);
  const remove = (slot: Slot) => {
    close();
    onChange(removeSlot(slots, slot), t('slots.removed', { day, time: slot.wall }));
  };
  return (
    <section className={classes.day} aria-label={day}>
      <header>
        <h4>
          <span aria-hidden>{t(`slots.short.${weekday}`)}</span>
          <span className="visually-hidden">{day}</span>
        </h4>
        {own.length > 0 && (
          <Menu position="bottom-end" offset={4} width={210}>
            <Menu.Target>
              <button type="button" className={classes.dots} aria-label={t('slots.more', { day })}>
                <IconDots size={14} stroke={1.8} aria-hidden />
              </button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item
                leftSection={<IconCopy size={15} stroke={1.7} aria-hidden />}
                onClick={() => onChange(copyDay(slots, weekday), t('slots.copied', { day }))}
              >
                {t('slots.copyToAll')}
              </Menu.Item>
              <Menu.Item
                leftSection={<IconEraser size={15} stroke={1.7} aria-hidden />}
                onClick={() => onChange(clearDay(slots, weekday), t('slots.cleared', { day }))}
              >
                {t('slots.clear', { day })}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
      </header>
      <ul>
        {own.map((slot) => {
          const key = `${slot.wall} ${slot.zone}`;
          return (
            <li key={key} className={classes.slot}>
              <Popover
                opened={open === key}
                onChange={(o) => !o && close()}
                position="bottom-start"
                trapFocus
                returnFocus
              >
                <Popover.Target>
                  <button
                    type="button"
                    className={classes.time}
                    aria-label={t('slots.change', { day, time: slot.wall })}
                    aria-keyshortcuts="Delete"
                    onClick={() => setOpen(open === key ? null : key)}
                    onKeyDown={(e) => {
                      if (e.key === 'Delete' || e.key === 'Backspace') remove(slot);
                    }}
                  >
                    <span className="num">{slot.wall}</span>
                    {mixed && <small>{zoneCity(slot.zone)}</small>}
                  </button>
                </Popover.Target>
                <Popover.Dropdown>
                  <SlotForm
                    title={t('slots.change', { day, time: slot.wall })}
                    wall={slot.wall}
                    onCancel={close}
                    onSave={(wall) => {
                      close();
                      onChange(changeSlot(slots, slot, wall));
                    }}
                  />
                </Popover.Dropdown>
              </Popover>
              <button
                type="button"
                className={classes.remove}
                aria-label={t('slots.remove', { day, time: slot.wall })}
                onClick={() => remove(slot)}
              >
                <IconX size={13} stroke={1.9} aria-hidden />
              </button>
            </li>
          );
        })}
      </ul>
      <Popover
        opened={open === 'add'}
        onChange={(o) => !o && close()}
        position="bottom"
        trapFocus
        returnFocus
      >
        <Popover.Target>
          <Button
            variant="subtle"
            className={classes.add ?? ''}
            leftSection={<IconPlus size={12} stroke={2} aria-hidden />}
            aria-label={t('slots.addOn', { day })}
            onClick={() => setOpen(open === 'add' ? null : 'add')}
          >
            {t('slots.add')}
          </Button>
        </Popover.Target>
        <Popover.Dropdown>
          <SlotForm
            title={t('slots.addTitle')}
            wall=""
            weekday={weekday}
            onCancel={close}
            onSave={(wall, days) => {
              close();
              onChange(addSlots(slots, wall, days, zone));
            }}
          />
        </Popover.Dropdown>
      </Popover>
    </section>
  );
}
