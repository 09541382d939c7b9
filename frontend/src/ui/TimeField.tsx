import { TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { parseTime } from '../lib/timeInput';

type Props = { value: string; onChange: (time: string) => void };

/** A time as one types it. "1830" and "6:30 pm" are put in order when the field is left. */
export function TimeField({ value, onChange }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState(value);
  const [left, setLeft] = useState(true);
  useEffect(() => {
    if (left) setText(value);
  }, [value, left]);
  const bad = left && text.trim() !== '' && parseTime(text) === null;
  return (
    <TextInput
      aria-label={t('composer.time')}
      placeholder={t('composer.timePlaceholder')}
      inputMode="numeric"
      className="num"
      autoComplete="off"
      spellCheck={false}
      value={text}
      error={bad ? t('composer.timeBad') : undefined}
      onFocus={() => setLeft(false)}
      onChange={(e) => {
        setText(e.currentTarget.value);
        onChange(parseTime(e.currentTarget.value) ?? '');
      }}
      onBlur={() => {
        setLeft(true);
        const parsed = parseTime(text);
        if (parsed) setText(parsed);
      }}
    />
  );
}
