import { PasswordInput, type PasswordInputProps } from '@mantine/core';
import { IconArrowBigUpLine } from '@tabler/icons-react';
import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './PassphraseField.module.css';

type Props = Omit<PasswordInputProps, 'value' | 'onChange'> & {
  value: string;
  onValue: (value: string) => void;
};

/** A passphrase: hidden until it is to be seen, with a word about Caps Lock. */
export function PassphraseField({ value, onValue, ...rest }: Props) {
  const { t } = useTranslation();
  const [caps, setCaps] = useState(false);
  const look = (e: KeyboardEvent) => setCaps(e.getModifierState('CapsLock'));
  return (
    <div className={classes.field}>
      <PasswordInput
        size="sm"
        autoComplete="off"
        spellCheck={false}
        visibilityToggleButtonProps={{ 'aria-label': t('lock.reveal'), tabIndex: 0 }}
        {...rest}
        value={value}
        onChange={(e) => onValue(e.currentTarget.value)}
        onKeyDown={look}
        onKeyUp={look}
        onBlur={() => setCaps(false)}
      />
      <p className={classes.caps} role="status">
        {caps && (
          <>
            <IconArrowBigUpLine size={14} stroke={1.9} aria-hidden />
            {t('lock.capsLock')}
          </>
        )}
      </p>
    </div>
  );
}
