import { useTranslation } from 'react-i18next';
import { strengthOf } from '../../lib/passphrase';
import { Strength } from '../../ui/Strength';
import { twice } from './model';
import classes from './NewPassphrase.module.css';
import { PassphraseField } from './PassphraseField';

type Props = {
  first: string;
  second: string;
  /** The form was sent: what is missing is said now. */
  tried: boolean;
  onFirst: (value: string) => void;
  onSecond: (value: string) => void;
  /** Begins with the keyboard on it. */
  focus?: boolean;
};

/** A passphrase to be, twice, and how hard it is to guess. */
export function NewPassphrase({ first, second, tried, onFirst, onSecond, focus }: Props) {
  const { t } = useTranslation();
  const strength = strengthOf(first);
  const trouble = twice(first, second);
  const differs = trouble === 'differ' && second !== '' && (tried || second.length >= first.length);
  return (
    <div className={classes.pair}>
      <PassphraseField
        label={t('lock.newPassphrase')}
        value={first}
        data-autofocus={focus || undefined}
        error={tried && trouble === 'missing' && t('lock.missing')}
        onValue={onFirst}
      />
      <PassphraseField
        label={t('lock.again')}
        value={second}
        error={(differs || (tried && trouble === 'differ')) && t('privacy.take.differ')}
        onValue={onSecond}
      />
      <div className={classes.strength}>
        <Strength grade={strength}>
          {strength === 'none' ? t('lock.advice') : t(`privacy.take.strength.${strength}`)}
        </Strength>
      </div>
    </div>
  );
}
