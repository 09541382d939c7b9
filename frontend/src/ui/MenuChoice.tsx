import { Menu } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';

type Props = { on: boolean; onChoose: () => void; rightSection?: ReactNode; children: ReactNode };

/** One of several in a menu, with a check at the one that is on. */
export function MenuChoice({ on, onChoose, rightSection, children }: Props) {
  return (
    <Menu.RadioItem
      value=""
      checked={on}
      closeMenuOnClick
      onChange={onChoose}
      checkIcon={<IconCheck size={14} stroke={2} aria-hidden />}
      rightSection={rightSection}
    >
      {children}
    </Menu.RadioItem>
  );
}
