import { Button, Menu } from '@mantine/core';
import { IconInfoCircle, IconMovie, IconTrash, IconUserMinus } from '@tabler/icons-react';
import { useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccountMap, useFacts, usePosts } from '../../state/appStore';
import { setUi } from '../../state/ui';
import { workspaceName } from '../../state/workspaces';
import { Avatar } from '../../ui/Avatar';
import { Note } from '../../ui/Note';
import classes from './ErasePage.module.css';
import { ErasePicker } from './ErasePicker';
import page from './Page.module.css';
import { accountName } from './words';

/** Three reaches: one post, one account, everything. Each opens its plan before anything goes. */
export function ErasePage() {
  const { t } = useTranslation();
  const { workspace } = useFacts();
  const map = useAccountMap();
  const accounts = useMemo(() => [...map.values()], [map]);
  const opener = useRef<HTMLButtonElement>(null);
  const hasPosts = usePosts().size > 0;
  return (
    <section className={page.page} aria-label={t('privacy.page.erase')}>
      <div className={page.inner}>
        <h2 className={page.title}>{t('privacy.erase.title')}</h2>
        <p className={page.lead}>{t('privacy.erase.text')}</p>
        <ul className={page.rows}>
          <li className={page.row}>
            <IconMovie size={18} stroke={1.7} className={classes.icon} aria-hidden />
            <div className={page.words}>
              <b>{t('privacy.erase.post')}</b>
              <span>{t('privacy.erase.postText')}</span>
            </div>
            <ErasePicker disabled={!hasPosts} />
          </li>
          <li className={page.row}>
            <IconUserMinus size={18} stroke={1.7} className={classes.icon} aria-hidden />
            <div className={page.words}>
              <b>{t('privacy.erase.account')}</b>
              <span>{t('privacy.erase.accountText')}</span>
              {accounts.length === 0 && <span>{t('privacy.choices.none')}</span>}
            </div>
            <Menu position="bottom-end" offset={4}>
              <Menu.Target>
                <Button ref={opener} variant="default" data-danger disabled={accounts.length === 0}>
                  {t('privacy.erase.go.account')}
                </Button>
              </Menu.Target>
              <Menu.Dropdown className={classes.accounts ?? ''}>
                {accounts.map((a) => (
                  <Menu.Item
                    key={a.id}
                    leftSection={
                      <Avatar name={a.nickname || a.username} src={a.avatarUrl} size={22} />
                    }
                    onClick={() => {
                      // The dialog gives the keyboard back to what had it.
                      opener.current?.focus();
                      setUi({ erasing: { scope: 'account', id: a.id } });
                    }}
                  >
                    {accountName(a)}
                  </Menu.Item>
                ))}
              </Menu.Dropdown>
            </Menu>
          </li>
          <li className={page.row}>
            <IconTrash size={18} stroke={1.7} className={classes.icon} aria-hidden />
            <div className={page.words}>
              <b>
                {t('privacy.erase.all')}
                <small className={classes.name}>{workspaceName(workspace)}</small>
              </b>
              <span>{t('privacy.erase.allText')}</span>
            </div>
            <Button
              variant="default"
              data-danger
              onClick={() => setUi({ erasing: { scope: 'all', id: '' } })}
            >
              {t('privacy.erase.go.all')}
            </Button>
          </li>
        </ul>
        <div className={page.note}>
          <Note icon={IconInfoCircle}>{t('privacy.erase.originals')}</Note>
        </div>
      </div>
    </section>
  );
}
