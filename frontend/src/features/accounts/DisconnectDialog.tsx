import { Button, Modal } from '@mantine/core';
import {
  IconAlertOctagon,
  IconClockPause,
  IconEraser,
  IconMessageForward,
} from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import * as calls from '../../backend/calls';
import type { Account } from '../../backend/types';
import { usePosts } from '../../state/appStore';
import { useTask } from '../../state/useTask';
import { DialogBody } from '../../ui/DialogBody';
import { type Fact, FactList } from '../../ui/FactList';
import { Kbd } from '../../ui/Kbd';
import { Note } from '../../ui/Note';
import { accountName } from './model';

type Props = { account: Account; onClose: () => void };

/** What is erased here at once, what TikTok is told, and what happens to the account's posts. */
export function DisconnectDialog({ account, onClose }: Props) {
  const { t } = useTranslation();
  const { busy, error, run } = useTask();
  const posts = usePosts();
  const waiting = useMemo(
    () =>
      [...posts.values()].filter((p) => p.accountId === account.id && p.state === 'scheduled')
        .length,
    [posts, account.id],
  );
  const leave = () =>
    run(async () => {
      await calls.disconnectAccount(account.id);
      onClose();
    });
  const facts: Fact[] = [
    {
      key: 'here',
      icon: IconEraser,
      tone: 'quiet',
      title: t('disconnect.here'),
      text: t('disconnect.hereText'),
    },
    {
      key: 'tiktok',
      icon: IconMessageForward,
      tone: 'quiet',
      title: t('disconnect.tiktok'),
      text: t('disconnect.tiktokText'),
    },
  ];
  if (waiting > 0) {
    facts.push({
      key: 'posts',
      icon: IconClockPause,
      tone: 'amber',
      title: t('disconnect.posts', { count: waiting }),
      text: t('disconnect.postsText'),
    });
  }
  return (
    <Modal opened onClose={onClose} size={460} padding={0} centered>
      <DialogBody
        title={t('disconnect.title', { name: accountName(account) })}
        actions={
          <>
            <Button
              size="md"
              variant="default"
              data-autofocus
              rightSection={<Kbd keys="Esc" />}
              onClick={onClose}
            >
              {t('disconnect.keep')}
            </Button>
            <Button size="md" variant="default" data-danger disabled={busy} onClick={leave}>
              {t('accounts.disconnect')}
            </Button>
          </>
        }
      >
        <FactList facts={facts} />
        {error && (
          <Note icon={IconAlertOctagon} tone="red" role="alert">
            {error}
          </Note>
        )}
      </DialogBody>
    </Modal>
  );
}
