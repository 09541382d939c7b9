import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { parseTime } from '../lib/timeInput';

type Props = {
  label: string;
  value: string;
  error?: string;
  className?: string | undefined;
  onChange: (time: string) => void;
};

/** A time as one types it; put in order when the field is left. "" while it is none. */
export function TimeBox({ label, value, error, className, onChange }: Props) {
  const [text, setText] = useState(value);
  const [typing, setTyping] = useState(false);
  const bad = !typing && parseTime(text) === null;
  return (
    <TextInput
      className={className ?? ''}
      aria-label={label}
      inputMode="numeric"
      autoComplete="off"
      spellCheck={false}
      value={typing ? text : value || text}
      error={bad ? (error ?? true) : undefined}
      onFocus={() => {
        setText(value || text);
        setTyping(true);
      }}
      onChange={(e) => {
        setText(e.currentTarget.value);
        onChange(parseTime(e.currentTarget.value) ?? '');
      }}
      onBlur={() => {
        setTyping(false);
        const parsed = parseTime(text);
        if (parsed) setText(parsed);
      }}
    />
  );
}
