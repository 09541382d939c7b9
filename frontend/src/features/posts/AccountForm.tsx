import { Select } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Post } from '../../backend/types';
import { useAccountMap } from '../../state/appStore';
import { editPosts } from '../../state/bulk';
import type { FormProps } from './BulkPanel';
import classes from './BulkPanel.module.css';
import { toAccount } from './bulkModel';
import { FormFoot } from './FormFoot';
import { handleOf } from './handles';
import { useTargets } from './useTargets';

const editable = (post: Post) => post.editable;

/** Another account for many posts. Each has its own choices, so those are asked for again. */
export function AccountForm({ titleId, onClose }: FormProps) {
  const { t } = useTranslation();
  const accounts = useAccountMap();
  const { targets, posts, left } = useTargets(editable);
  const [id, setId] = useState<string | null>(null);
  const account = accounts.get(id ?? '');
  const edits = account ? toAccount(targets, account.id) : [];
  const submit = async (e: FormEvent) => {
    e.preventDefault();
    if (!account) return;
    const label = t('undo.given', { count: edits.length, name: handleOf(account) });
    if (await editPosts(edits, label)) onClose();
  };
  return (
    <form onSubmit={(e) => void submit(e)}>
      <h2 id={titleId} className={classes.title}>
        {t('bulk.accountTitle', { count: targets.length })}
      </h2>
      <Select
        aria-label={t('bulk.account')}
        placeholder={t('composer.chooseAccount')}
        data={[...accounts.values()].map((a) => ({ value: a.id, label: handleOf(a) }))}
        value={id}
        allowDeselect={false}
        onChange={setId}
      />
      <p className={classes.note}>{t('bulk.accountNote')}</p>
      {posts.some((p) => p.state === 'scheduled') && (
        <p className={classes.note}>{t('bulk.consentNote')}</p>
      )}
      <FormFoot
        label={t('bulk.give', { count: edits.length })}
        disabled={edits.length === 0}
        left={left}
        onClose={onClose}
      />
    </form>
  );
}
