import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './Prescribed.module.css';

type PrescribedWord =
  | 'music'
  | 'branded'
  | 'promotional'
  | 'paid'
  | 'discloseMissing'
  | 'brandedPrivate';

type Props = { word: PrescribedWord; children: ReactNode };

/**
 * A sentence that TikTok prescribes word for word, in English whatever the window speaks. In
 * other languages what it means stands behind it (docs/decisions/0013-languages.md).
 */
export function Prescribed({ word, children }: Props) {
  const { t } = useTranslation();
  const gloss = t(`composer.gloss.${word}`);
  return (
    <>
      <span lang="en">{children}</span>
      {gloss && <span className={classes.gloss}> {gloss}</span>}
    </>
  );
}
