import { NumberInput, Switch } from '@mantine/core';
import { type ReactNode, useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './ComputerPage.module.css';

type RowProps = {
  word:
    | 'awake'
    | 'battery'
    | 'metered'
    | 'hardware'
    | 'spare'
    | 'cap'
    | 'tell'
    | 'successes'
    | 'hide';
  on: boolean;
  disabled?: boolean;
  onChange: (on: boolean) => void;
  children?: ReactNode;
};

/** A switch with its reason. */
export function SwitchRow({ word, on, disabled = false, onChange, children }: RowProps) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <div className={classes.row}>
      <label htmlFor={id} className={classes.words}>
        <b>{t(`computer.${word}.name`)}</b>
        <span id={`${id}-why`}>{t(`computer.${word}.why`)}</span>
      </label>
      {children}
      <Switch
        id={id}
        aria-label={t(`computer.${word}.name`)}
        aria-describedby={`${id}-why`}
        checked={on}
        disabled={disabled}
        onChange={(e) => onChange(e.currentTarget.checked)}
      />
    </div>
  );
}

type NumberProps = {
  label: string;
  value: number;
  max: number;
  suffix?: string;
  step?: number;
  onChange: (value: number) => void;
};

/** A number from 1 to max; told when the field is left. */
export function NumberField({ label, value, max, suffix = '', step = 1, onChange }: NumberProps) {
  const [draft, setDraft] = useState(value);
  useEffect(() => setDraft(value), [value]);
  return (
    <NumberInput
      className={classes.percent}
      size="xs"
      aria-label={label}
      suffix={suffix}
      value={draft}
      min={1}
      max={max}
      step={step}
      clampBehavior="blur"
      allowDecimal={false}
      allowNegative={false}
      onChange={(v) => setDraft(Number(v))}
      onBlur={() => {
        const next = Math.min(Math.max(Math.round(draft) || value, 1), max);
        if (next !== value) onChange(next);
      }}
    />
  );
}
