import { Select } from '@mantine/core';
import { IconWorld } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { allZones, zoneName } from '../lib/zones';

type Props = {
  /** "" while there is no one zone. */
  value: string;
  now: Date;
  onChange: (zone: string) => void;
  className?: string | undefined;
  placeholder?: string;
};

/** Every IANA zone, found by city, region or offset. */
export function ZoneSelect({ value, now, onChange, className = '', placeholder = '' }: Props) {
  const { t } = useTranslation();
  const hour = Math.floor(now.getTime() / 3_600_000);
  const data = useMemo(() => {
    const at = new Date(hour * 3_600_000);
    const zones = allZones(at);
    // Go may know a zone that this web view does not list.
    if (value !== '' && !zones.some((z) => z.value === value)) {
      zones.unshift({ value, label: zoneName(at, value) });
    }
    return zones;
  }, [hour, value]);
  return (
    <Select
      className={className}
      placeholder={placeholder}
      aria-label={t('composer.zone')}
      searchable
      limit={80}
      maxDropdownHeight={260}
      nothingFoundMessage={t('composer.zoneNone')}
      leftSection={<IconWorld size={14} stroke={1.7} aria-hidden />}
      allowDeselect={false}
      data={data}
      value={value || null}
      onChange={(zone) => {
        if (zone) onChange(zone);
      }}
      selectFirstOptionOnChange
      filter={({ options, search, limit }) => {
        const query = search.trim().toLowerCase().replaceAll(' ', '_');
        return options
          .filter((o) => {
            if (!('value' in o)) return false;
            const text = `${o.value} ${o.label}`.toLowerCase().replaceAll(' ', '_');
            return text.includes(query);
          })
          .slice(0, limit);
      }}
    />
  );
}
