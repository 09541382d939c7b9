import {
  IconAspectRatio,
  IconBlur,
  IconBoxPadding,
  IconCrop,
  type TablerIcon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './FitChoice.module.css';

const fits: { value: 'keep' | 'crop' | 'pad' | 'blur'; icon: TablerIcon }[] = [
  { value: 'keep', icon: IconAspectRatio },
  { value: 'crop', icon: IconCrop },
  { value: 'pad', icon: IconBoxPadding },
  { value: 'blur', icon: IconBlur },
];

type Props = { value: string; onChange: (fit: string) => void };

/** How a picture that is not 9:16 fills the phone. */
export function FitChoice({ value, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <fieldset className={classes.fit}>
      <legend>{t('fit.label')}</legend>
      {fits.map(({ value: v, icon: Icon }) => (
        <label key={v} className={classes.option} data-on={v === value || undefined}>
          <input
            type="radio"
            name="fit"
            value={v}
            checked={v === value}
            onChange={() => onChange(v)}
          />
          <Icon size={14} stroke={1.7} aria-hidden />
          {t(`fit.${v}`)}
        </label>
      ))}
    </fieldset>
  );
}
