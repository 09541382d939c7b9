import { Popover } from '@mantine/core';
import { IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Account, Snippet } from '../../backend/types';
import { IconButton } from '../../ui/IconButton';
import classes from './SnippetBar.module.css';
import { SnippetForm } from './SnippetForm';
import { tagsOf } from './snippetModel';
import type { Snippets } from './useSnippets';

type Props = {
  snippets: Snippets;
  caption: string;
  account: Account | undefined;
  onInsert: (words: string) => void;
};

/** Texts to put in, new words to keep, and those that are kept, to be changed or removed. */
export function SnippetMenu({ snippets, caption, account, onInsert }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [editing, setEditing] = useState<Snippet | null>(null);
  const [problem, setProblem] = useState('');
  const close = () => {
    setOpen(false);
    setEditing(null);
    setProblem('');
  };
  const fresh = (kind: string, text = ''): Snippet => ({
    id: '',
    kind,
    name: '',
    text,
    accountId: kind === 'template' ? (account?.id ?? '') : '',
  });
  const kept = [...snippets.sets, ...snippets.texts];
  const template = snippets.templateOf(account?.id ?? '');
  const name = account?.username ? `@${account.username}` : (account?.nickname ?? '');
  const remove = async (s: Snippet) => setProblem(await snippets.remove(s.id));
  return (
    <Popover
      opened={open}
      onChange={(o) => !o && close()}
      position="bottom-end"
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <IconButton
          icon={IconPlus}
          label={t('snippets.manage')}
          aria-expanded={open}
          onClick={() => (open ? close() : setOpen(true))}
        />
      </Popover.Target>
      <Popover.Dropdown data-popover-open={open || undefined}>
        {editing ? (
          <SnippetForm
            snippet={editing}
            accountName={name}
            onSave={async (s) => {
              const why = await snippets.save(s);
              if (!why) close();
              return why;
            }}
            onCancel={() => setEditing(null)}
          />
        ) : (
          <div className={classes.menu}>
            <button
              type="button"
              className={classes.item}
              onClick={() => setEditing(fresh('hashtags', tagsOf(caption).join(' ')))}
            >
              {t('snippets.newSet')}
            </button>
            <button
              type="button"
              className={classes.item}
              onClick={() => setEditing(fresh('text'))}
            >
              {t('snippets.newText')}
            </button>
            {account && (
              <button
                type="button"
                className={classes.item}
                onClick={() => setEditing(template ?? fresh('template'))}
              >
                {t(template ? 'snippets.editTemplate' : 'snippets.newTemplate', { name })}
              </button>
            )}
            {(kept.length > 0 || template) && <hr />}
            <ul>
              {[...kept, ...(template ? [template] : [])].map((s) => {
                const label = s.name || t('snippets.templateOf', { name });
                return (
                  <li key={s.id}>
                    {s.kind === 'text' ? (
                      <button
                        type="button"
                        className={classes.insert}
                        title={s.text}
                        aria-label={t('snippets.insert', { name: label })}
                        onClick={() => {
                          close();
                          onInsert(s.text);
                        }}
                      >
                        {label}
                      </button>
                    ) : (
                      <span title={s.text}>{label}</span>
                    )}
                    <IconButton
                      icon={IconPencil}
                      size={14}
                      tooltip={false}
                      label={t('snippets.edit', { name: label })}
                      onClick={() => setEditing(s)}
                    />
                    <IconButton
                      icon={IconTrash}
                      size={14}
                      tooltip={false}
                      label={t('snippets.remove', { name: label })}
                      onClick={() => void remove(s)}
                    />
                  </li>
                );
              })}
            </ul>
            {problem && <p role="alert">{problem}</p>}
          </div>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}
