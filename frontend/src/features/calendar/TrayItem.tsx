import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { thumbUrl } from '../../backend/mediaUrls';
import type { Account, Media, Post } from '../../backend/types';
import { postTitle } from '../../state/notices';
import { setUi } from '../../state/ui';
import { Avatar } from '../../ui/Avatar';
import { Thumb } from '../../ui/Thumb';
import { setCalendar, useCalendarStore } from './calendarStore';
import { openPost } from './moves';
import classes from './Tray.module.css';
import { trayWord } from './trayModel';
import { nameOf } from './words';

type Props = {
  post: Post;
  media: Media | undefined;
  account: Account | undefined;
  first: boolean;
};

/** A draft that waits for a time. */
export const TrayItem = memo(function TrayItem({ post, media, account, first }: Props) {
  const { t } = useTranslation();
  const focused = useCalendarStore((s) => s.focusKey === post.id);
  const word = trayWord(post, media);
  return (
    <button
      type="button"
      className={classes.item}
      data-post={post.id}
      data-tray-item={post.id}
      tabIndex={first || focused ? 0 : -1}
      aria-keyshortcuts="Enter S M"
      onFocus={() => {
        setCalendar({ focusKey: post.id });
        setUi({ currentId: post.id });
      }}
      onClick={() => openPost(post.id)}
    >
      <Thumb src={thumbUrl(post.mediaId)} width={28} height={50} />
      <span className={classes.words}>
        <span className={classes.title}>
          {postTitle(post, { media: new Map(media ? [[media.id, media]] : []) })}
        </span>
        <span className={classes.state} data-bad={media?.verdict === 'refused' || undefined}>
          {account && (
            <Avatar name={account.nickname || account.username} src={account.avatarUrl} size={13} />
          )}
          <span className="visually-hidden">{nameOf(account)}</span>
          {t(`calendar.tray.${word}`)}
        </span>
      </span>
    </button>
  );
});
