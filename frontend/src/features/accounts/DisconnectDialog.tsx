import { Button, Modal } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import * as calls from '../../backend/calls';
import type { Account } from '../../backend/types';
import { attempt } from '../../state/actions';
import { usePosts } from '../../state/appStore';
import { DialogBody } from '../../ui/DialogBody';
import { Kbd } from '../../ui/Kbd';
import { accountName } from './model';

type Props = { account: Account; onClose: () => void };

export function DisconnectDialog({ account, onClose }: Props) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const posts = usePosts();
  const waiting = useMemo(
    () =>
      [...posts.values()].filter((p) => p.accountId === account.id && p.state === 'scheduled')
        .length,
    [posts, account.id],
  );
  const leave = async () => {
    setBusy(true);
    await attempt(() => calls.disconnectAccount(account.id));
    setBusy(false);
    onClose();
  };
  return (
    <Modal opened onClose={onClose} size={440} padding={0} centered>
      <DialogBody
        title={t('accounts.disconnectTitle', { name: accountName(account) })}
        actions={
          <>
            <Button
              size="md"
              variant="default"
              data-autofocus
              rightSection={<Kbd keys="Esc" />}
              onClick={onClose}
            >
              {t('accounts.keep')}
            </Button>
            <Button size="md" color="red" variant="default" loading={busy} onClick={leave}>
              {t('accounts.disconnect')}
            </Button>
          </>
        }
      >
        <p>{t('accounts.disconnectText')}</p>
        {waiting > 0 && <p>{t('accounts.disconnectPosts', { count: waiting })}</p>}
      </DialogBody>
    </Modal>
  );
}
