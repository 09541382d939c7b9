import { Button, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { MenuChoice } from '../../ui/MenuChoice';
import classes from './ChoiceMenu.module.css';

type Choice = { value: string; label: string };

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
          <MenuChoice key={c.value} on={c.value === value} onChoose={() => onChoose(c.value)}>
            {c.label}
          </MenuChoice>
        ))}
        {children}
      </Menu.Dropdown>
    </Menu>
  );
}
