import { type KeyboardEvent, type RefObject, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Snippet } from '../../backend/types';
import { CAPTION_MAX, captionPartsWithLimit, captionUnits } from '../../lib/caption';
import { formatNumber } from '../../lib/numbers';
import classes from './CaptionEditor.module.css';
import { complete, setsFor, typedTag } from './snippetModel';

type Props = {
  value: string;
  inbox: boolean;
  sets: readonly Snippet[];
  /** The text's own element, for whoever puts words in at its cursor. */
  field: RefObject<HTMLTextAreaElement | null>;
  onChange: (caption: string) => void;
};

/**
 * A plain textarea over a coloured copy of its text, so that editing, undo and input methods
 * stay the system's own. Typing over the limit is allowed; what is over is marked. "#" and the
 * name of a set offers its hashtags.
 */
export function CaptionEditor({ value, inbox, sets, field, onChange }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const paint = useRef<HTMLDivElement>(null);
  const completion = useCompletion(value, sets, field, onChange);
  const used = captionUnits(value);
  const over = used - CAPTION_MAX;
  const n = (x: number) => formatNumber(x);
  return (
    <div className={classes.caption}>
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
          ref={field}
          id={id}
          className={classes.text}
          value={value}
          placeholder={t('composer.captionPlaceholder')}
          aria-describedby={`${id}-count`}
          aria-invalid={over > 0}
          aria-autocomplete="list"
          aria-controls={completion.found.length > 0 ? `${id}-sets` : undefined}
          aria-activedescendant={completion.at >= 0 ? `${id}-set-${completion.at}` : undefined}
          spellCheck
          onChange={(e) => {
            onChange(e.currentTarget.value);
            completion.look(e.currentTarget);
          }}
          onKeyDown={completion.onKeyDown}
          onClick={completion.close}
          onBlur={completion.close}
          onScroll={(e) => {
            if (paint.current) paint.current.scrollTop = e.currentTarget.scrollTop;
          }}
        />
      </div>
      {completion.found.length > 0 && (
        <div
          id={`${id}-sets`}
          role="listbox"
          aria-label={t('snippets.sets')}
          className={classes.sets}
        >
          {completion.found.map((set, i) => (
            <div
              key={set.id}
              id={`${id}-set-${i}`}
              role="option"
              tabIndex={-1}
              aria-selected={i === completion.at}
              // Before the text loses the keyboard.
              onMouseDown={(e) => {
                e.preventDefault();
                completion.take(set);
              }}
            >
              <b>{set.name}</b>
              <span>{set.text}</span>
            </div>
          ))}
        </div>
      )}
      {inbox && <p className={classes.note}>{t('composer.captionInbox')}</p>}
    </div>
  );
}

/** The sets that what stands before the cursor may mean. */
function useCompletion(
  value: string,
  sets: readonly Snippet[],
  field: Props['field'],
  onChange: Props['onChange'],
) {
  const [typed, setTyped] = useState<{ word: string; end: number } | null>(null);
  // None before an arrow was pressed: Enter and Tab stay what they are.
  const [at, setAt] = useState(-1);
  const found = typed ? setsFor(typed.word, sets) : [];
  const close = () => {
    setTyped(null);
    setAt(-1);
  };
  const look = (text: HTMLTextAreaElement) => {
    const end = text.selectionStart;
    const word = text.selectionEnd === end ? typedTag(text.value, end) : null;
    setTyped(word === null ? null : { word, end });
    setAt(-1);
  };
  const take = (set: Snippet) => {
    if (!typed) return;
    const next = complete(value, typed.end, typed.word, set);
    close();
    onChange(next.text);
    // Once the new text is drawn.
    requestAnimationFrame(() => field.current?.setSelectionRange(next.at, next.at));
  };
  const onKeyDown = (e: KeyboardEvent) => {
    const chosen = found[at];
    if (found.length === 0 || e.ctrlKey || e.metaKey || e.nativeEvent.isComposing) return;
    switch (e.key) {
      case 'ArrowDown':
        setAt((at + 1) % found.length);
        break;
      case 'ArrowUp':
        setAt(at <= 0 ? found.length - 1 : at - 1);
        break;
      case 'Enter':
      case 'Tab':
        if (!chosen) return;
        take(chosen);
        break;
      case 'Escape':
        close();
        break;
      default:
        return;
    }
    e.preventDefault();
    e.stopPropagation();
  };
  return { found, at, look, take, close, onKeyDown };
}
