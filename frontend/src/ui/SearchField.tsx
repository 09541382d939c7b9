import { TextInput } from '@mantine/core';
import { IconSearch, IconX } from '@tabler/icons-react';
import { IconButton } from './IconButton';
import { Kbd } from './Kbd';

type Props = {
  className?: string | undefined;
  label: string;
  placeholder?: string;
  clearLabel: string;
  value: string;
  /** In a panel: "/" does not lead to it. */
  inside?: 'panel' | 'popover';
  onChange: (value: string) => void;
  onEnter?: () => void;
};

/**
 * A search. That of a place is what "/" goes to (data-search); that of a popover has the keyboard at
 * first. Escape empties it, and leaves it when it is empty.
 */
export function SearchField(props: Props) {
  const { className, label, placeholder = label, clearLabel, value, inside, onChange } = props;
  return (
    <TextInput
      className={className ?? ''}
      type="search"
      {...(inside ? {} : { 'data-search': true, 'aria-keyshortcuts': '/' })}
      data-autofocus={inside === 'popover' || undefined}
      // Escape is for the panel around it once there is nothing to empty.
      data-mantine-stop-propagation={value !== ''}
      aria-label={label}
      placeholder={placeholder}
      value={value}
      spellCheck={false}
      onChange={(e) => onChange(e.currentTarget.value)}
      onKeyDown={(e) => {
        if (e.key === 'Enter' && !e.nativeEvent.isComposing) props.onEnter?.();
        if (e.key !== 'Escape') return;
        if (value) {
          e.stopPropagation();
          onChange('');
        } else e.currentTarget.blur();
      }}
      leftSection={<IconSearch size={14} stroke={1.7} aria-hidden />}
      rightSection={
        value ? (
          <IconButton icon={IconX} size={13} label={clearLabel} onClick={() => onChange('')} />
        ) : (
          !inside && <Kbd keys="/" />
        )
      }
    />
  );
}
