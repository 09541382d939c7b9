import { useRef } from 'react';
import type { Account } from '../../backend/types';
import { CaptionEditor } from './CaptionEditor';
import { SnippetBar } from './SnippetBar';
import { insertAt } from './snippetModel';
import { useSnippets } from './useSnippets';

type Props = {
  caption: string;
  inbox: boolean;
  account: Account | undefined;
  file: string;
  at: Date;
  zone: string;
  onChange: (caption: string) => void;
};

/** The caption with the words that are kept for it. */
export function CaptionPart({ caption, inbox, account, file, at, zone, onChange }: Props) {
  const field = useRef<HTMLTextAreaElement>(null);
  const snippets = useSnippets();
  const insert = (words: string) => {
    const text = field.current;
    const next = insertAt(caption, text?.selectionEnd ?? caption.length, words);
    onChange(next.text);
    requestAnimationFrame(() => {
      text?.focus({ preventScroll: true });
      text?.setSelectionRange(next.at, next.at);
    });
  };
  return (
    <>
      <CaptionEditor
        value={caption}
        inbox={inbox}
        sets={snippets.sets}
        field={field}
        onChange={onChange}
      />
      <SnippetBar
        snippets={snippets}
        caption={caption}
        account={account}
        file={file}
        at={at}
        zone={zone}
        onChange={onChange}
        onInsert={insert}
      />
    </>
  );
}
