import { IconCircleCheck, IconHandStop } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { formatLength, formatSpan } from '../../lib/duration';
import { formatNumber } from '../../lib/numbers';
import classes from './Checklist.module.css';
import type { Line, LineText } from './model';

/** What is done and what still blocks; the missing line is amber with a hand. */
export function Checklist({ lines }: { lines: readonly Line[] }) {
  const { t } = useTranslation();
  return (
    <ul className={classes.list} aria-label={t('composer.readyList')}>
      {lines.map((line) => {
        const Icon = line.ok ? IconCircleCheck : IconHandStop;
        return (
          <li key={line.key} data-line={line.key} data-ok={line.ok}>
            <Icon size={15} stroke={1.9} aria-hidden />
            <b>{t(`composer.line.${line.key}`)}</b>
            <span>{lineText(line.text, t)}</span>
          </li>
        );
      })}
    </ul>
  );
}

function lineText(text: LineText, t: TFunction): string {
  if ('sentence' in text) return text.sentence;
  const p = text.params ?? {};
  const n = (x: number | undefined) => formatNumber(x ?? 0);
  return t(`composer.check.${text.key}`, {
    name: p.name ?? '',
    audience: p.audience ? t(`composer.privacy.${p.audience}`) : '',
    used: n(p.used),
    max: p.maxMs === undefined ? n(p.max) : formatLength(p.maxMs),
    over: n(p.over),
    length: formatLength(p.lengthMs ?? 0),
    span: formatSpan(p.spanMs ?? 0),
  });
}
