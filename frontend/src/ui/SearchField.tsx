import { TextInput } from '@mantine/core';
import { IconSearch, IconX } from '@tabler/icons-react';
import { IconButton } from './IconButton';
import { Kbd } from './Kbd';

type Props = {
  className: string | undefined;
  label: string;
  placeholder: string;
  clearLabel: string;
  value: string;
  onChange: (value: string) => void;
};

/**
 * The search of a place, which "/" goes to (data-search). Escape empties it, and leaves it when it
 * is empty.
 */
export function SearchField({ className, label, placeholder, clearLabel, value, onChange }: Props) {
  return (
    <TextInput
      className={className ?? ''}
      data-search
      aria-label={label}
      aria-keyshortcuts="/"
      placeholder={placeholder}
      value={value}
      spellCheck={false}
      onChange={(e) => onChange(e.currentTarget.value)}
      onKeyDown={(e) => {
        if (e.key !== 'Escape') return;
        if (value) onChange('');
        else e.currentTarget.blur();
      }}
      leftSection={<IconSearch size={14} stroke={1.7} aria-hidden />}
      rightSection={
        value ? (
          <IconButton icon={IconX} size={13} label={clearLabel} onClick={() => onChange('')} />
        ) : (
          <Kbd keys="/" />
        )
      }
    />
  );
}
