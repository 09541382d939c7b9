import { IconCalendarClock, IconDots, IconEdit, IconPlayerPlay } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { type CSSProperties, type MouseEvent, memo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { thumbUrl } from '../../backend/mediaUrls';
import type { Account, Media, Post } from '../../backend/types';
import { shortWhen } from '../../lib/shortTimes';
import { usePreferences } from '../../state/appStore';
import { postTitle } from '../../state/notices';
import { useRender, useUpload } from '../../state/progress';
import { useIsSelected } from '../../state/selection';
import { openComposer, setUi } from '../../state/ui';
import { Avatar } from '../../ui/Avatar';
import { CaptionText } from '../../ui/CaptionText';
import { CopyText } from '../../ui/CopyText';
import { IconButton } from '../../ui/IconButton';
import { Thumb } from '../../ui/Thumb';
import { openMove, runRemedy } from './acts';
import { canDelete, isMovable } from './model';
import classes from './PostRow.module.css';
import { usePlanned } from './planStore';
import { RemedyButton } from './RemedyButton';
import { rowTimes } from './rowTimes';
import { StateCell } from './StateCell';
import { secondLine } from './secondLine';

type Props = {
  /** The list's: useTranslation in each part of each row is a third of what rendering costs. */
  t: TFunction;
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
  compact: boolean;
  /** A click with what it was held with; box is its box's, which needs no key. */
  onPick: (post: Post, how: 'plain' | 'toggle' | 'range') => void;
  /** The row has the focus now. */
  onReach: (id: string) => void;
  onMenu: (post: Post, anchor: DOMRect) => void;
};

/** One post of the queue: time, picture, words, account, state. */
export const PostRow = memo(function PostRow(props: Props) {
  const { t, post, media, account, zone, now, index, top, current, tabStop, isNext, last } = props;
  const upload = useUpload(post.id);
  const render = useRender(post.id);
  const { paused } = usePreferences().upload;
  const times = rowTimes(post, zone, now, isNext, t);
  const second = secondLine(post, media, upload, render, paused, t);
  const title = postTitle(post, { media: new Map(media ? [[media.id, media]] : []) });
  const tab = tabStop ? 0 : -1;
  // What only the pointer needs is made when it comes: there are thousands of rows.
  const [over, setOver] = useState(false);
  const selected = useIsSelected(post.id);
  const selectable = canDelete(post);
  const planned = usePlanned(post.id);
  const pick = (e: MouseEvent, box = false) => {
    const how = e.shiftKey ? 'range' : box || e.ctrlKey || e.metaKey ? 'toggle' : 'plain';
    props.onPick(post, how);
  };
  const name = account ? (account.username ? `@${account.username}` : account.nickname) : '';
  const style: CSSProperties = { transform: `translateY(${top}px)` };

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the keys (useQueueKeys).
    <div
      role="row"
      className={classes.row}
      style={style}
      data-post={post.id}
      data-state={post.state}
      data-current={current || undefined}
      data-last={last || undefined}
      aria-rowindex={index + 1}
      data-selected={selected || undefined}
      aria-selected={selected}
      tabIndex={tab}
      onPointerEnter={() => setOver(true)}
      onPointerLeave={() => setOver(false)}
      onFocus={() => props.onReach(post.id)}
      onClick={(e) => {
        if (!(e.target as HTMLElement).closest('button, a, input')) pick(e);
      }}
      onDoubleClick={(e) => {
        if (!(e.target as HTMLElement).closest('button, a, input')) runRemedy(post);
      }}
      onContextMenu={(e) => {
        e.preventDefault();
        setUi({ currentId: post.id });
        props.onMenu(post, new DOMRect(e.clientX, e.clientY, 1, 1));
      }}
    >
      <div role="gridcell" className={classes.pick}>
        {selectable && (
          <input
            type="checkbox"
            className="box"
            aria-label={t('queue.select', { title })}
            tabIndex={-1}
            checked={selected}
            onChange={() => undefined}
            onClick={(e) => {
              pick(e, true);
              // The keys are the row's, not the box's.
              e.currentTarget.closest<HTMLElement>('[role="row"]')?.focus();
            }}
          />
        )}
      </div>
      <div role="gridcell" className={classes.when}>
        {times ? (
          <>
            <span className={classes.time}>
              {times.time}
              {times.city && <small>{times.city}</small>}
            </span>
            {times.second && !planned && <span className={classes.second}>{times.second}</span>}
          </>
        ) : (
          <span className={classes.noTime}>{t('queue.noTime')}</span>
        )}
        {planned && (
          <span className={classes.future}>
            <span aria-hidden>→ </span>
            <span className="visually-hidden">{t('queue.willBe', { when: '' })}</span>
            {shortWhen(planned.at, planned.zone)}
          </span>
        )}
      </div>
      <div role="gridcell" className={classes.clip}>
        <Thumb
          src={thumbUrl(post.mediaId)}
          width={props.compact ? 18 : 25}
          height={props.compact ? 32 : 44}
        />
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
        <StateCell t={t} post={post} upload={upload} render={render} paused={paused} />
        {over && <RowActs post={post} />}
        <RemedyButton t={t} post={post} media={media} tabIndex={tab} />
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

function RowActs({ post }: { post: Post }) {
  const { t } = useTranslation();
  return (
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
      {isMovable(post) && (
        <IconButton
          icon={IconCalendarClock}
          label={t('menu.move')}
          tabIndex={-1}
          onClick={() => openMove(post)}
        />
      )}
    </span>
  );
}
