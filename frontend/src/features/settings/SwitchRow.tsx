import { NumberInput, Switch } from '@mantine/core';
import { type ReactNode, useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SettingRow } from './SettingRow';
import classes from './SettingRow.module.css';
import { type RowWord, rows } from './searchModel';

type RowProps = {
  word: RowWord;
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
    <SettingRow row={word} htmlFor={id}>
      {children}
      <Switch
        id={id}
        aria-label={t(`${rows[word].words}.name`)}
        aria-describedby={`why-${word}`}
        checked={on}
        disabled={disabled}
        onChange={(e) => onChange(e.currentTarget.checked)}
      />
    </SettingRow>
  );
}

type NumberProps = {
  label: string;
  value: number;
  min?: number;
  max: number;
  suffix?: string;
  step?: number;
  onChange: (value: number) => void;
};

/** A number from min to max; told when the field is left. */
export function NumberField({
  label,
  value,
  min = 1,
  max,
  suffix = '',
  step = 1,
  onChange,
}: NumberProps) {
  const [draft, setDraft] = useState(value);
  useEffect(() => setDraft(value), [value]);
  return (
    <NumberInput
      className={classes.number}
      size="xs"
      aria-label={label}
      suffix={suffix}
      value={draft}
      min={min}
      max={max}
      step={step}
      clampBehavior="blur"
      allowDecimal={false}
      allowNegative={false}
      onChange={(v) => setDraft(Number(v))}
      onBlur={() => {
        const next = Math.min(Math.max(Math.round(draft) || value, min), max);
        if (next !== value) onChange(next);
      }}
    />
  );
}
