import { Button, SegmentedControl } from '@mantine/core';
import { IconClockPause, IconHandStop } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Account } from '../../backend/types';
import { openConnect } from '../../state/ui';
import { Note } from '../../ui/Note';
import classes from './ModeChoice.module.css';
import { allows, type Mode, modes } from './model';

type Props = {
  account: Account;
  mode: Mode;
  /** Why TikTok takes no more from this account for now; "" while it does. */
  usedUp: string;
  onChange: (mode: Mode) => void;
};

/** Two ways out, both first class: published by Cuedrop, or finished in the TikTok app. */
export function ModeChoice({ account, mode, usedUp, onChange }: Props) {
  const { t } = useTranslation();
  const missing = modes.filter((m) => !allows(account, m));
  return (
    <div className={classes.mode}>
      <SegmentedControl
        fullWidth
        aria-label={t('composer.mode')}
        value={mode}
        onChange={(v) => onChange(v === 'inbox' ? 'inbox' : 'direct')}
        data={modes.map((value) => ({
          value,
          label: t(`composer.${value}`),
          disabled: missing.includes(value),
        }))}
      />
      {account.health === 'ok' && missing.length > 0 && (
        <Missing missing={missing} blocks={missing.includes(mode)} account={account} />
      )}
      {usedUp && (
        <Note icon={IconClockPause} tone="amber" role="status">
          {usedUp}
        </Note>
      )}
      {mode === 'inbox' && allows(account, 'inbox') && (
        <p className={classes.note}>{t('composer.inboxHelp')}</p>
      )}
    </div>
  );
}

type MissingProps = { missing: readonly Mode[]; blocks: boolean; account: Account };

/** What the account did not allow: loud when it is what was chosen, a line otherwise. */
function Missing({ missing, blocks, account }: MissingProps) {
  const { t } = useTranslation();
  const text =
    missing.length > 1
      ? t('composer.noScopes')
      : t(missing[0] === 'inbox' ? 'composer.noScopeInbox' : 'composer.noScopeDirect');
  const grant = () => openConnect(account.id);
  if (!blocks) {
    return (
      <p className={classes.note}>
        {text}{' '}
        <button type="button" className={classes.grant} onClick={grant}>
          {t('permission.grant')}
        </button>
      </p>
    );
  }
  return (
    <Note
      icon={IconHandStop}
      tone="amber"
      action={
        <Button variant="default" onClick={grant}>
          {t('permission.grant')}
        </Button>
      }
    >
      {text}
    </Note>
  );
}
