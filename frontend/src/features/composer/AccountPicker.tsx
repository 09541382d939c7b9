import { Button, Menu } from '@mantine/core';
import { IconPlus, IconUserCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Account } from '../../backend/types';
import { useAccountMap } from '../../state/appStore';
import { openConnect } from '../../state/ui';
import { Avatar } from '../../ui/Avatar';
import { MenuChoice } from '../../ui/MenuChoice';
import classes from './AccountPicker.module.css';
import type { Mode } from './model';

type Props = {
  account: Account | undefined;
  mode: Mode;
  onChoose: (accountId: string) => void;
};

/** Who posts this, by nickname and @name (G2). */
export function AccountPicker({ account, mode, onChoose }: Props) {
  const { t } = useTranslation();
  const accounts = [...useAccountMap().values()];
  const connect = () => openConnect();

  if (accounts.length === 0) {
    return (
      <div className={classes.picker}>
        <IconUserCircle size={34} stroke={1.2} aria-hidden className={classes.nobody} />
        <div className={classes.who}>
          <b>{t('composer.noAccountTitle')}</b>
          <span>{t('composer.noAccountText')}</span>
        </div>
        <Button onClick={connect}>{t('composer.connect')}</Button>
      </div>
    );
  }

  const handle = account?.username ? `@${account.username}, ` : '';
  const state =
    account?.health === 'ok'
      ? t(mode === 'direct' ? 'composer.postsDirectly' : 'composer.postsInbox')
      : t('composer.signedOut');
  return (
    <div className={classes.picker} data-testid="account">
      {account ? (
        <Avatar name={account.nickname || account.username} src={account.avatarUrl} size={34} />
      ) : (
        <IconUserCircle size={34} stroke={1.2} aria-hidden className={classes.nobody} />
      )}
      <div className={classes.who}>
        <b>{account ? account.nickname || `@${account.username}` : t('composer.chooseAccount')}</b>
        {account && (
          <span data-out={account.health !== 'ok' || undefined}>
            {handle}
            {state}
          </span>
        )}
      </div>
      <Menu position="bottom-end" offset={4} width={240}>
        <Menu.Target>
          <Button variant="default">{account ? t('composer.change') : t('composer.choose')}</Button>
        </Menu.Target>
        <Menu.Dropdown>
          {accounts.map((a) => (
            <MenuChoice
              key={a.id}
              on={a.id === account?.id}
              onChoose={() => {
                if (a.id !== account?.id) onChoose(a.id);
              }}
            >
              <span className={classes.choice}>
                <Avatar name={a.nickname || a.username} src={a.avatarUrl} size={24} />
                <span>
                  {a.nickname || `@${a.username}`}
                  <span className={classes.handle}>{a.username ? `@${a.username}` : ''}</span>
                </span>
              </span>
            </MenuChoice>
          ))}
          <Menu.Divider />
          <Menu.Item
            leftSection={<IconPlus size={15} stroke={1.7} aria-hidden />}
            onClick={connect}
          >
            {t('composer.connect')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
