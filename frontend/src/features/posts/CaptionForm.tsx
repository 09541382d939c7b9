import { Textarea } from '@mantine/core';
import { type FormEvent, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Post } from '../../backend/types';
import { CAPTION_MAX, captionUnits } from '../../lib/caption';
import { editPosts } from '../../state/bulk';
import type { FormProps } from './BulkPanel';
import classes from './BulkPanel.module.css';
import { recaption } from './bulkModel';
import { FormFoot } from './FormFoot';
import { useTargets } from './useTargets';

const shown = 3;
const editable = (post: Post) => post.editable;

/** One template for the captions of many. Everything else is decided post by post. */
export function CaptionForm({ titleId, onClose }: FormProps) {
  const { t } = useTranslation();
  const { targets, posts, left } = useTargets(editable);
  const [template, setTemplate] = useState('{caption}');
  const [onlyEmpty, setOnlyEmpty] = useState(false);
  const edits = useMemo(
    () => recaption(targets, template, onlyEmpty),
    [targets, template, onlyEmpty],
  );
  const over = edits.filter((e) => captionUnits(e.caption) > CAPTION_MAX).length;
  const submit = async (e: FormEvent) => {
    e.preventDefault();
    if (await editPosts(edits, t('undo.captioned', { count: edits.length }))) onClose();
  };
  return (
    <form onSubmit={(e) => void submit(e)}>
      <h2 id={titleId} className={classes.title}>
        {t('bulk.captionTitle', { count: targets.length })}
      </h2>
      <Textarea
        label={t('bulk.template')}
        aria-describedby={`${titleId}help`}
        autosize
        minRows={2}
        maxRows={6}
        value={template}
        onChange={(e) => setTemplate(e.currentTarget.value)}
      />
      <p id={`${titleId}help`} className={classes.help}>
        {t('bulk.templateHelp')}
      </p>
      <label className={classes.check}>
        <input
          type="checkbox"
          className="box"
          checked={onlyEmpty}
          onChange={(e) => setOnlyEmpty(e.currentTarget.checked)}
        />
        {t('bulk.onlyEmpty')}
      </label>
      {edits.length > 0 && (
        <ul className={classes.preview} aria-label={t('bulk.preview')}>
          {edits.slice(0, shown).map((e) => (
            <li key={e.id}>
              <span className={classes.quote}>{e.caption}</span>
            </li>
          ))}
        </ul>
      )}
      {over > 0 && (
        <p className={classes.note} data-tone="amber">
          {t('bulk.over', { count: over, max: CAPTION_MAX })}
        </p>
      )}
      {posts.some((p) => p.state === 'scheduled') && (
        <p className={classes.note}>{t('bulk.consentNote')}</p>
      )}
      <FormFoot
        label={t('bulk.change', { count: edits.length })}
        disabled={edits.length === 0 || over > 0}
        left={left}
        onClose={onClose}
      />
    </form>
  );
}
