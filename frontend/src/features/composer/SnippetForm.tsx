import { Button, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Snippet } from '../../backend/types';
import classes from './SnippetBar.module.css';

type Props = {
  snippet: Snippet;
  accountName: string;
  /** Resolves to "" when it was stored, or to why not. */
  onSave: (snippet: Snippet) => Promise<string>;
  onCancel: () => void;
};

const kinds = ['hashtags', 'text', 'template'] as const;

/** A set of hashtags, a text, or the template of an account. */
export function SnippetForm({ snippet, accountName, onSave, onCancel }: Props) {
  const { t } = useTranslation();
  const [name, setName] = useState(snippet.name);
  const [text, setText] = useState(snippet.text);
  const [problem, setProblem] = useState('');
  const kind = kinds.find((k) => k === snippet.kind) ?? 'text';
  const ready = text.trim() !== '' && (kind === 'template' || name.trim() !== '');
  const submit = async (e: FormEvent) => {
    e.preventDefault();
    if (ready) setProblem(await onSave({ ...snippet, name, text }));
  };
  return (
    <form className={classes.form} onSubmit={(e) => void submit(e)}>
      <b>{t(`snippets.form.${kind}.title`, { name: accountName })}</b>
      {kind !== 'template' && (
        <TextInput
          label={t('snippets.name')}
          placeholder={t(`snippets.form.${kind}.example`)}
          maxLength={40}
          value={name}
          onChange={(e) => setName(e.currentTarget.value)}
        />
      )}
      <Textarea
        label={t(`snippets.form.${kind}.text`)}
        description={t(`snippets.form.${kind}.help`)}
        rows={3}
        value={text}
        onChange={(e) => setText(e.currentTarget.value)}
      />
      {problem && <p role="alert">{problem}</p>}
      <div className={classes.buttons}>
        <Button variant="default" onClick={onCancel}>
          {t('snippets.cancel')}
        </Button>
        <Button type="submit" disabled={!ready}>
          {t('snippets.save')}
        </Button>
      </div>
    </form>
  );
}
