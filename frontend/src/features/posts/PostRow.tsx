import { IconDots, IconEdit, IconPlayerPlay } from '@tabler/icons-react';
import { type CSSProperties, memo } from 'react';
import { useTranslation } from 'react-i18next';
import { thumbUrl } from '../../backend/mediaUrls';
import type { Account, Media, Post } from '../../backend/types';
import { usePreferences } from '../../state/appStore';
import { postTitle } from '../../state/notices';
import { useRender, useUpload } from '../../state/progress';
import { openComposer, setUi } from '../../state/ui';
import { Avatar } from '../../ui/Avatar';
import { CaptionText } from '../../ui/CaptionText';
import { CopyText } from '../../ui/CopyText';
import { IconButton } from '../../ui/IconButton';
import { Thumb } from '../../ui/Thumb';
import { runRemedy } from './acts';
import classes from './PostRow.module.css';
import { RemedyButton } from './RemedyButton';
import { rowTimes } from './rowTimes';
import { StateCell } from './StateCell';
import { secondLine } from './secondLine';

type Props = {
  post: Post;
  media: Media | undefined;
  account: Account | undefined;
  zone: string;
  now: Date;
  index: number;
  top: number;
  current: boolean;
  tabStop: boolean;
  isNext: boolean;
  last: boolean;
  onMenu: (post: Post, anchor: DOMRect) => void;
};

/** One post of the queue: time, picture, words, account, state. */
export const PostRow = memo(function PostRow(props: Props) {
  const { post, media, account, zone, now, index, top, current, tabStop, isNext, last } = props;
  const { t } = useTranslation();
  const upload = useUpload(post.id);
  const render = useRender(post.id);
  const { paused } = usePreferences().upload;
  const times = rowTimes(post, zone, now, isNext, t);
  const second = secondLine(post, media, upload, render, paused, t);
  const title = postTitle(post, { media: new Map(media ? [[media.id, media]] : []) });
  const tab = tabStop ? 0 : -1;
  const name = account ? (account.username ? `@${account.username}` : account.nickname) : '';
  const style: CSSProperties = { transform: `translateY(${top}px)` };

  return (
    <div
      role="row"
      className={classes.row}
      style={style}
      data-post={post.id}
      data-state={post.state}
      data-current={current || undefined}
      data-last={last || undefined}
      aria-rowindex={index + 1}
      aria-selected={current}
      tabIndex={tab}
      onFocus={() => setUi({ currentId: post.id })}
      onDoubleClick={() => runRemedy(post)}
      onContextMenu={(e) => {
        e.preventDefault();
        setUi({ currentId: post.id });
        props.onMenu(post, new DOMRect(e.clientX, e.clientY, 1, 1));
      }}
    >
      <div role="gridcell" className={classes.when}>
        {times ? (
          <>
            <span className={classes.time}>
              {times.time}
              {times.city && <small>{times.city}</small>}
            </span>
            {times.second && <span className={classes.second}>{times.second}</span>}
          </>
        ) : (
          <span className={classes.noTime}>{t('queue.noTime')}</span>
        )}
      </div>
      <div role="gridcell" className={classes.clip}>
        <Thumb src={thumbUrl(post.mediaId)} width={25} height={44} />
      </div>
      <div role="gridcell" className={classes.words}>
        <span className={classes.caption} data-empty={post.caption.trim() === '' || undefined}>
          {post.caption.trim() ? (
            <CaptionText text={post.caption} />
          ) : media ? (
            t('post.untitledFile', { name: media.name })
          ) : (
            t('post.untitled')
          )}
        </span>
        {second.text && (
          <span className={classes.line} data-tone={second.tone}>
            <span className={classes.second} title={second.text}>
              {second.text}
            </span>
            {post.failure?.reason && second.tone !== 'quiet' && (
              <CopyText
                text={post.failure.reason}
                label={t('common.copyCode', { code: post.failure.reason })}
                tabIndex={tab}
              />
            )}
          </span>
        )}
      </div>
      <div role="gridcell" className={classes.account} title={name}>
        {account ? (
          <Avatar name={account.nickname || account.username} src={account.avatarUrl} />
        ) : null}
        <span>{name || t('post.noAccount')}</span>
      </div>
      <div role="gridcell" className={classes.state}>
        <StateCell post={post} upload={upload} render={render} paused={paused} />
        <span className={classes.acts}>
          <IconButton
            icon={IconPlayerPlay}
            label={t('menu.preview')}
            tabIndex={-1}
            onClick={() => setUi({ previewId: post.id })}
          />
          {post.editable && (
            <IconButton
              icon={IconEdit}
              label={t('menu.edit')}
              tabIndex={-1}
              onClick={() => openComposer(post.id)}
            />
          )}
        </span>
        <RemedyButton post={post} tabIndex={tab} />
      </div>
      <div role="gridcell" className={classes.menu}>
        <IconButton
          icon={IconDots}
          label={t('queue.actions', { title })}
          tooltip={false}
          tabIndex={tab}
          aria-haspopup="menu"
          onClick={(e) => props.onMenu(post, e.currentTarget.getBoundingClientRect())}
        />
      </div>
    </div>
  );
});
