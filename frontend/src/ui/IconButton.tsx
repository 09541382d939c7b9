import { Tooltip } from '@mantine/core';
import type { TablerIcon } from '@tabler/icons-react';
import type { ComponentPropsWithRef } from 'react';
import classes from './IconButton.module.css';

type Props = Omit<ComponentPropsWithRef<'button'>, 'children'> & {
  icon: TablerIcon;
  label: string;
  size?: number;
  tooltip?: boolean;
};

/** A 26 px button that is only an icon; its label is its name and its tooltip. */
export function IconButton(props: Props) {
  const { icon: Icon, label, size = 16, tooltip = true, className, ...rest } = props;
  const button = (
    <button
      type="button"
      aria-label={label}
      {...rest}
      className={className ? `${classes.button} ${className}` : classes.button}
    >
      <Icon size={size} stroke={1.7} aria-hidden />
    </button>
  );
  return tooltip ? <Tooltip label={label}>{button}</Tooltip> : button;
}
