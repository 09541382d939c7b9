import { SegmentedControl } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Account } from '../../backend/types';
import classes from './ModeChoice.module.css';
import { allows, type Mode } from './model';

type Props = { account: Account; mode: Mode; onChange: (mode: Mode) => void };

/** Two ways out, both first class: published by Cuedrop, or finished in the TikTok app. */
export function ModeChoice({ account, mode, onChange }: Props) {
  const { t } = useTranslation();
  const direct = allows(account, 'direct');
  const inbox = allows(account, 'inbox');
  const note = !direct
    ? t('composer.noScopeDirect')
    : !inbox
      ? t('composer.noScopeInbox')
      : mode === 'inbox'
        ? t('composer.inboxHelp')
        : '';
  return (
    <div>
      <SegmentedControl
        fullWidth
        aria-label={t('composer.mode')}
        value={mode}
        onChange={(v) => onChange(v === 'inbox' ? 'inbox' : 'direct')}
        data={[
          { value: 'direct', label: t('composer.direct'), disabled: !direct },
          { value: 'inbox', label: t('composer.inbox'), disabled: !inbox },
        ]}
      />
      {note && <p className={classes.note}>{note}</p>}
    </div>
  );
}
