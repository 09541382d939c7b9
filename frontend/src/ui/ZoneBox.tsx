import { Select } from '@mantine/core';
import { useMemo, useState } from 'react';
import { allZones, zoneName } from '../lib/zones';

const own = 'own';

type Props = {
  label: string;
  /** "" is each account's own, where that is offered. */
  value: string;
  ownLabel?: string;
  near: readonly string[];
  onChange: (zone: string) => void;
};

/** A time zone. Those that are near are offered first; every one is listed when it is opened. */
export function ZoneBox({ label, value, ownLabel, near, onChange }: Props) {
  const [opened, setOpened] = useState(false);
  const data = useMemo(() => {
    const now = new Date();
    const first = [...new Set([...near, ...(value ? [value] : [])])].map((zone) => ({
      value: zone,
      label: zoneName(now, zone),
    }));
    const known = new Set(first.map((z) => z.value));
    const rest = opened ? allZones(now).filter((z) => !known.has(z.value)) : [];
    return [...(ownLabel ? [{ value: own, label: ownLabel }] : []), ...first, ...rest];
  }, [near, value, ownLabel, opened]);
  return (
    <Select
      aria-label={label}
      searchable
      limit={80}
      maxDropdownHeight={220}
      allowDeselect={false}
      data={data}
      value={value || own}
      onDropdownOpen={() => setOpened(true)}
      onChange={(zone) => zone && onChange(zone === own ? '' : zone)}
    />
  );
}
