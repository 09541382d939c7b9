import { useTranslation } from 'react-i18next';
import classes from './BulkPanel.module.css';

const week = [1, 2, 3, 4, 5, 6, 0];

type Props = { value: readonly number[]; onChange: (days: number[]) => void };

/** The days of the week, Monday first. */
export function WeekdayBoxes({ value, onChange }: Props) {
  const { t, i18n } = useTranslation();
  // 1 November 2026 is a Sunday.
  const name = (day: number, style: 'narrow' | 'long') =>
    new Intl.DateTimeFormat(i18n.language, { weekday: style, timeZone: 'UTC' }).format(
      Date.UTC(2026, 10, 1 + day),
    );
  return (
    <fieldset className={classes.days}>
      <legend className="visually-hidden">{t('bulk.days')}</legend>
      {week.map((day) => (
        <label key={day} title={name(day, 'long')}>
          <input
            type="checkbox"
            aria-label={name(day, 'long')}
            checked={value.includes(day)}
            onChange={(e) =>
              onChange(e.currentTarget.checked ? [...value, day] : value.filter((d) => d !== day))
            }
          />
          <span aria-hidden>{name(day, 'narrow')}</span>
        </label>
      ))}
    </fieldset>
  );
}
