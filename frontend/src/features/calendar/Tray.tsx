import { Menu } from '@mantine/core';
import { IconArrowsSort, IconX } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Post } from '../../backend/types';
import { useAccountMap, useMediaMap } from '../../state/appStore';
import { IconButton } from '../../ui/IconButton';
import { Kbd } from '../../ui/Kbd';
import { MenuChoice } from '../../ui/MenuChoice';
import classes from './Tray.module.css';
import { TrayItem } from './TrayItem';
import { sortTray, type TrayOrder, trayOrders } from './trayModel';

type Props = { posts: readonly Post[]; onClose?: (() => void) | undefined };

/** Drafts without a time, beside the calendar. A post that is dropped here loses its time. */
export function Tray({ posts, onClose }: Props) {
  const { t } = useTranslation();
  const accounts = useAccountMap();
  const media = useMediaMap();
  const [order, setOrder] = useState<TrayOrder>('newest');
  const sorted = useMemo(
    () => sortTray(posts, order, media, accounts),
    [posts, order, media, accounts],
  );
  return (
    <aside className={classes.tray} aria-label={t('calendar.tray.title')} data-tray>
      <header className={classes.head}>
        <h2>{t('calendar.tray.title')}</h2>
        <span className={classes.count}>{posts.length}</span>
        <Menu position="bottom-end" offset={4}>
          <Menu.Target>
            <IconButton icon={IconArrowsSort} size={15} label={t('calendar.tray.sort')} />
          </Menu.Target>
          <Menu.Dropdown>
            {trayOrders.map((o) => (
              <MenuChoice key={o} on={o === order} onChoose={() => setOrder(o)}>
                {t(`calendar.tray.${o}`)}
              </MenuChoice>
            ))}
          </Menu.Dropdown>
        </Menu>
        {onClose && (
          <IconButton icon={IconX} size={15} label={t('calendar.tray.close')} onClick={onClose} />
        )}
      </header>
      {sorted.length === 0 ? (
        <p className={classes.empty}>{t('calendar.tray.empty')}</p>
      ) : (
        <ul className={classes.list}>
          {sorted.map((post, i) => (
            <li key={post.id}>
              <TrayItem
                post={post}
                media={media.get(post.mediaId)}
                account={accounts.get(post.accountId)}
                first={i === 0}
              />
            </li>
          ))}
        </ul>
      )}
      <p className={classes.help}>
        {t('calendar.tray.help1')} <Kbd keys="S" />
        <span className="visually-hidden">S</span> {t('calendar.tray.help2')}
      </p>
      <p className={classes.drop} aria-hidden>
        {t('calendar.takesAway')}
      </p>
    </aside>
  );
}
