import { Button, Popover, Select } from '@mantine/core';
import { IconCheck, IconChevronDown, IconWorld } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { allZones, zoneCity, zoneName } from '../../lib/zones';
import { setCalendar } from './calendarStore';
import type { CalendarFacts } from './useCalendar';
import classes from './ZoneMenu.module.css';

type Props = { facts: CalendarFacts; zone: string };

/** In whose clocks the calendar is drawn. Posts keep the zone in which their time was chosen. */
export function ZoneMenu({ facts, zone }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const { here, zones, now } = facts;
  const choose = (to: string) => {
    setCalendar({ zone: to === here ? null : to });
    setOpen(false);
  };
  const near = [here, ...[zone, ...zones].filter((z) => z !== here)];
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" trapFocus returnFocus>
      <Popover.Target>
        <Button
          variant="default"
          className={classes.button}
          data-on={zone !== here || undefined}
          aria-label={t('calendar.zoneNow', { zone: zoneName(now, zone) })}
          aria-expanded={open}
          leftSection={<IconWorld size={14} stroke={1.7} aria-hidden />}
          rightSection={<IconChevronDown size={13} stroke={1.7} aria-hidden />}
          onClick={() => setOpen(!open)}
        >
          {zoneCity(zone)}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={classes.drop} aria-label={t('calendar.zone')}>
        <p className={classes.label}>{t('calendar.zone')}</p>
        <ul className={classes.list}>
          {[...new Set(near)].map((z) => (
            <li key={z}>
              <button type="button" aria-pressed={z === zone} onClick={() => choose(z)}>
                <span>{zoneName(now, z)}</span>
                {z === here && <small>{t('calendar.zoneHere')}</small>}
                {z === zone && <IconCheck size={14} stroke={2} aria-hidden />}
              </button>
            </li>
          ))}
        </ul>
        {zones.length > 1 && facts.view !== 'month' && (
          <>
            <p className={classes.label}>{t('calendar.second')}</p>
            <ul className={classes.list}>
              {zones.map((z) => (
                <li key={z}>
                  <button
                    type="button"
                    aria-pressed={z === facts.second}
                    onClick={() => setCalendar({ second: z })}
                  >
                    <span>{zoneName(now, z)}</span>
                    {z === facts.second && <IconCheck size={14} stroke={2} aria-hidden />}
                  </button>
                </li>
              ))}
            </ul>
          </>
        )}
        <ZoneSearch now={now} onChoose={choose} label={t('calendar.zoneOther')} />
      </Popover.Dropdown>
    </Popover>
  );
}

type SearchProps = { now: Date; label: string; value?: string; onChoose: (zone: string) => void };

/** Every zone this computer knows, found by city, region or offset. */
function ZoneSearch({ now, label, value, onChoose }: SearchProps) {
  const { t } = useTranslation();
  const hour = Math.floor(now.getTime() / 3_600_000);
  const data = useMemo(() => {
    const at = new Date(hour * 3_600_000);
    const zones = allZones(at);
    if (value && !zones.some((z) => z.value === value)) {
      zones.unshift({ value, label: zoneName(at, value) });
    }
    return zones;
  }, [hour, value]);
  return (
    <Select
      aria-label={label}
      placeholder={t('calendar.zoneFind')}
      searchable
      limit={60}
      maxDropdownHeight={220}
      nothingFoundMessage={t('calendar.zoneNone')}
      leftSection={<IconWorld size={14} stroke={1.7} aria-hidden />}
      comboboxProps={{ withinPortal: false }}
      allowDeselect={false}
      data={data}
      value={value ?? null}
      selectFirstOptionOnChange
      onChange={(z) => {
        if (z) onChoose(z);
      }}
      filter={({ options, search, limit }) => {
        const query = search.trim().toLowerCase().replaceAll(' ', '_');
        return options
          .filter((o) => {
            if (!('value' in o)) return false;
            return `${o.value} ${o.label}`.toLowerCase().replaceAll(' ', '_').includes(query);
          })
          .slice(0, limit);
      }}
    />
  );
}
