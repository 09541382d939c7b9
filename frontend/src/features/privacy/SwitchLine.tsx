import { Switch } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import page from './Page.module.css';

type Props = {
  name: ReactNode;
  /** The name of the switch for those who do not see the row. */
  label: string;
  text?: string;
  on: boolean;
  disabled?: boolean;
  lead?: ReactNode;
  children?: ReactNode;
  onChange: (on: boolean) => void;
};

/** A row with a switch: what it is, why, on or off. */
export function SwitchLine(props: Props) {
  const { name, label, text, on, disabled = false, lead, children, onChange } = props;
  const id = useId();
  return (
    <li className={page.row}>
      {lead}
      <label htmlFor={id} className={page.words}>
        <b>{name}</b>
        {text && <span id={`${id}-text`}>{text}</span>}
      </label>
      {children}
      <Switch
        id={id}
        aria-label={label}
        {...(text ? { 'aria-describedby': `${id}-text` } : {})}
        checked={on}
        disabled={disabled}
        onChange={(e) => onChange(e.currentTarget.checked)}
      />
    </li>
  );
}
