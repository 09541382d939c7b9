import { IconCheck, IconHash, IconTemplate } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Account, Snippet } from '../../backend/types';
import classes from './SnippetBar.module.css';
import { SnippetMenu } from './SnippetMenu';
import { addSet, fillTemplate, isUsed, removeSet } from './snippetModel';
import type { Snippets } from './useSnippets';

type Props = {
  snippets: Snippets;
  caption: string;
  account: Account | undefined;
  file: string;
  /** When the post goes out, for {date}. */
  at: Date;
  zone: string;
  onChange: (caption: string) => void;
  /** Puts words in where the cursor is. */
  onInsert: (words: string) => void;
};

/** Sets of hashtags to be switched on and off, the account's template, and a menu for the rest. */
export function SnippetBar(props: Props) {
  const { snippets, caption, account, file, at, zone, onChange, onInsert } = props;
  const { t } = useTranslation();
  const { sets } = snippets;
  const template = snippets.templateOf(account?.id ?? '');
  const toggle = (set: Snippet) => {
    const others = sets.filter((s) => s.id !== set.id);
    onChange(isUsed(set, caption) ? removeSet(caption, set, others) : addSet(caption, set));
  };
  return (
    <section className={classes.bar} aria-label={t('snippets.title')}>
      {sets.length > 0 && <span className={classes.word}>{t('snippets.sets')}</span>}
      {sets.map((set) => {
        const on = isUsed(set, caption);
        const Icon = on ? IconCheck : IconHash;
        return (
          <button
            key={set.id}
            type="button"
            className={classes.chip}
            aria-pressed={on}
            title={set.text}
            onClick={() => toggle(set)}
          >
            <Icon size={13} stroke={2} aria-hidden />
            <span>{set.name}</span>
          </button>
        );
      })}
      {template && (
        <button
          type="button"
          className={classes.chip}
          title={template.text}
          onClick={() => {
            const words = fillTemplate(template.text, { file, account, at, zone });
            if (caption.trim() === '') onChange(words);
            else onInsert(words);
          }}
        >
          <IconTemplate size={13} stroke={1.8} aria-hidden />
          <span>{t('snippets.useTemplate')}</span>
        </button>
      )}
      <SnippetMenu snippets={snippets} caption={caption} account={account} onInsert={onInsert} />
    </section>
  );
}
