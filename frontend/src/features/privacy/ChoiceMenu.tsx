import { Button, Menu } from '@mantine/core';
import { IconCheck, IconChevronDown } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './ChoiceMenu.module.css';

export type Choice = { value: string; label: string };

type Props = {
  /** Names the menu; the button shows what is chosen. */
  name: string;
  label: string;
  value: string;
  choices: readonly Choice[];
  /** Whether it narrows what is shown. */
  on: boolean;
  onChoose: (value: string) => void;
  children?: ReactNode;
};

/** A filter: a button that says what is chosen, and a menu of the choices. */
export function ChoiceMenu({ name, label, value, choices, on, onChoose, children }: Props) {
  return (
    <Menu position="bottom-start" offset={4}>
      <Menu.Target>
        <Button
          variant="default"
          className={classes.filter ?? ''}
          data-on={on || undefined}
          aria-label={`${name}: ${label}`}
          rightSection={<IconChevronDown size={13} stroke={1.7} aria-hidden />}
        >
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={classes.menu ?? ''}>
        {choices.map((c) => (
          <Menu.RadioItem
            key={c.value}
            value={c.value}
            checked={c.value === value}
            closeMenuOnClick
            onChange={() => onChoose(c.value)}
            checkIcon={<IconCheck size={14} stroke={2} aria-hidden />}
          >
            {c.label}
          </Menu.RadioItem>
        ))}
        {children}
      </Menu.Dropdown>
    </Menu>
  );
}
