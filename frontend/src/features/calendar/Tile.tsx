import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { thumbUrl } from '../../backend/mediaUrls';
import type { Account, Media } from '../../backend/types';
import { offsetName } from '../../lib/zones';
import { postTitle } from '../../state/notices';
import { viewState } from '../../state/postStates';
import { useUpload } from '../../state/progress';
import { setUi } from '../../state/ui';
import { Avatar } from '../../ui/Avatar';
import { Thumb } from '../../ui/Thumb';
import { markOf, stuckBecause, type Tile } from './calendarModel';
import { setCalendar, useCalendarStore } from './calendarStore';
import { openPost } from './moves';
import classes from './Tile.module.css';
import { clock, nameOf, placeWords, stateWords } from './words';

type Props = {
  tile: Tile;
  media: Media | undefined;
  account: Account | undefined;
  past: boolean;
  large: boolean;
  /** The second of two equal times of the shown zone: its offset tells it apart. */
  zone: string | null;
  tabStop: boolean;
};

/** A post in the week or the day: picture, time, state, whose it is, its first words. */
export const PostTile = memo(function PostTile(props: Props) {
  const { tile, media, account, past, large, zone, tabStop } = props;
  const { post } = tile;
  const { t } = useTranslation();
  const upload = useUpload(post.id);
  const focused = useCalendarStore((s) => s.focusKey === post.id);
  const mark = markOf(post);
  const view = viewState(post, upload);
  const title = postTitle(post, { media: new Map(media ? [[media.id, media]] : []) });
  const stuck = stuckBecause(post);
  const name = nameOf(account);
  const runs = view.section === 'publishing';
  const words = runs
    ? `${t(`state.${view.word}`)}${view.percent === null ? '' : ` ${view.percent} %`}`
    : title;
  return (
    <button
      type="button"
      className={classes.tile}
      data-post={post.id}
      data-item={post.id}
      data-state={post.state}
      data-tone={runs && view.tone === 'green' ? 'running' : mark?.tone}
      data-past={(past && !runs) || undefined}
      data-large={large || undefined}
      data-draft={post.state === 'draft' || undefined}
      data-stuck={stuck ?? undefined}
      title={stuck ? t(`calendar.stuck.${stuck}`) : undefined}
      tabIndex={tabStop || focused ? 0 : -1}
      aria-label={t('calendar.post', {
        when: placeWords(tile.wall),
        state: stateWords(post),
        title,
        account: name,
      })}
      aria-keyshortcuts="Enter M S U"
      onFocus={() => {
        setCalendar({ focusKey: post.id });
        setUi({ currentId: post.id });
      }}
      onClick={() => openPost(post.id)}
    >
      <Thumb src={thumbUrl(post.mediaId)} width={large ? 29 : 21} height={large ? 52 : 38} />
      <span className={classes.body}>
        <span className={classes.head}>
          <b className={classes.time}>{clock(tile.wall)}</b>
          {zone && <small>{offsetName(tile.at, zone)}</small>}
          {mark && <mark.icon className={classes.icon} size={12} stroke={2} aria-hidden />}
          {post.state === 'draft' && (
            <view.icon className={classes.icon} size={11} stroke={2} aria-hidden />
          )}
        </span>
        <span className={classes.words}>{words}</span>
        {large && <span className={classes.handle}>{name}</span>}
      </span>
      {account && (
        <span className={classes.who}>
          <Avatar
            name={account.nickname || account.username}
            src={account.avatarUrl}
            size={large ? 16 : 14}
          />
        </span>
      )}
    </button>
  );
});
