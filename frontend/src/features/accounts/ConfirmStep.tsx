import { Button } from '@mantine/core';
import { IconAlertOctagon, IconRefresh } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Candidate } from '../../backend/types';
import { known, missingOf } from '../../state/permissions';
import { Avatar } from '../../ui/Avatar';
import { DialogBody } from '../../ui/DialogBody';
import { Note } from '../../ui/Note';
import classes from './ConfirmStep.module.css';
import { GrantedList } from './PermissionList';

type Props = {
  candidate: Candidate;
  answering: boolean;
  error: string;
  onAnswer: (accept: boolean) => void;
};

/**
 * Who has signed in, before anything is stored: the browser may have been signed in to another
 * account. No button has the focus, so that a stray Enter decides nothing.
 */
export function ConfirmStep({ candidate, answering, error, onAnswer }: Props) {
  const { t } = useTranslation();
  const { nickname, username } = candidate;
  const answer = (accept: boolean) => ({
    'aria-disabled': answering,
    ...(answering ? { 'data-disabled': true } : {}),
    onClick: () => {
      if (!answering) onAnswer(accept);
    },
  });
  return (
    <DialogBody
      title={t('confirm.title')}
      actions={
        <>
          <Button size="md" variant="default" {...answer(false)}>
            {t('confirm.no')}
          </Button>
          <Button size="md" {...answer(true)}>
            {t('confirm.yes')}
          </Button>
        </>
      }
    >
      <div className={classes.who} data-testid="candidate">
        <Avatar name={nickname || username} src={candidate.avatarUrl} size={60} />
        <div className={classes.names}>
          {username && <b className="selectable">@{username}</b>}
          <span>{nickname || t('confirm.nameless')}</span>
        </div>
      </div>
      {candidate.known && (
        <Note icon={IconRefresh} tone="green">
          {t('confirm.known')}
        </Note>
      )}
      <h3 className={classes.heading}>{t('confirm.granted')}</h3>
      <GrantedList granted={known(candidate.scopes)} missing={missingOf(candidate)} brief />
      <p className={classes.hint}>{t('confirm.hint')}</p>
      {error && (
        <Note icon={IconAlertOctagon} tone="red" role="alert">
          {error}
        </Note>
      )}
    </DialogBody>
  );
}
