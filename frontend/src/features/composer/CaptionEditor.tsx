import { useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { CAPTION_MAX, captionPartsWithLimit, captionUnits } from '../../lib/caption';
import { formatNumber } from '../../lib/numbers';
import classes from './CaptionEditor.module.css';

type Props = { value: string; inbox: boolean; onChange: (caption: string) => void };

/**
 * A plain textarea over a coloured copy of its text, so that editing, undo and input methods
 * stay the system's own. Typing over the limit is allowed; what is over is marked.
 */
export function CaptionEditor({ value, inbox, onChange }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const paint = useRef<HTMLDivElement>(null);
  const used = captionUnits(value);
  const over = used - CAPTION_MAX;
  const n = (x: number) => formatNumber(x);
  return (
    <div>
      <div className={classes.head}>
        <label htmlFor={id}>{t('composer.caption')}</label>
        <span id={`${id}-count`} className={classes.count} data-over={over > 0 || undefined}>
          {over > 0 && `${t('composer.captionOver', { over: n(over) })} · `}
          {t('composer.captionCount', { used: n(used), max: n(CAPTION_MAX) })}
        </span>
      </div>
      <div className={classes.editor} data-over={over > 0 || undefined}>
        <div ref={paint} className={classes.paint} aria-hidden>
          {captionPartsWithLimit(value).map((part, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: parts have no identity of their own.
            <span key={i} data-kind={part.kind}>
              {part.text}
            </span>
          ))}
          {/* A last line break needs something after it to take up its line. */}
          {'\u200b'}
        </div>
        <textarea
          id={id}
          className={classes.text}
          value={value}
          placeholder={t('composer.captionPlaceholder')}
          aria-describedby={`${id}-count`}
          aria-invalid={over > 0}
          spellCheck
          onChange={(e) => onChange(e.currentTarget.value)}
          onScroll={(e) => {
            if (paint.current) paint.current.scrollTop = e.currentTarget.scrollTop;
          }}
        />
      </div>
      {inbox && <p className={classes.note}>{t('composer.captionInbox')}</p>}
    </div>
  );
}
