import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { thumbUrl } from '../../backend/mediaUrls';
import type { Account, Media } from '../../backend/types';
import { formatPercent } from '../../lib/numbers';
import { offsetName } from '../../lib/zones';
import { postTitle } from '../../state/notices';
import { viewState } from '../../state/postStates';
import { useUpload } from '../../state/progress';
import { setUi } from '../../state/ui';
import { Avatar } from '../../ui/Avatar';
import { StateMark } from '../../ui/StateMark';
import { Thumb } from '../../ui/Thumb';
import { markOf, stuckBecause, type Tile } from './calendarModel';
import { setCalendar, useCalendarStore } from './calendarStore';
import { openPost } from './moves';
import classes from './Tile.module.css';
import { clock, dayWords, elsewhereWords, nameOf, stateWords } from './words';

type Props = {
  tile: Tile;
  media: Media | undefined;
  account: Account | undefined;
  past: boolean;
  large: boolean;
  /** A free slot stands at the same time: it needs some room at the right. */
  beside: boolean;
  shown: string;
  /** Clocks show this time twice that night: its offset tells which one it is. */
  twice: boolean;
  tabStop: boolean;
};

/** A post in the week or the day: picture, time, state, whose it is, its first words. */
export const PostTile = memo(function PostTile(props: Props) {
  const { tile, media, account, past, large, beside, shown, twice, tabStop } = props;
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
    ? `${t(`state.${view.word}`)}${view.percent === null ? '' : ` ${formatPercent(view.percent)}`}`
    : title;
  return (
    <button
      type="button"
      className={classes.tile}
      data-post={post.id}
      data-item={post.id}
      data-state={post.state}
      data-tone={runs && view.tone === 'green' ? 'running' : mark?.tone}
      data-mark={mark ? '' : undefined}
      data-past={(past && !runs) || undefined}
      data-large={large || undefined}
      data-beside={beside || undefined}
      data-draft={post.state === 'draft' || undefined}
      data-stuck={stuck ?? undefined}
      title={stuck ? t(`calendar.stuck.${stuck}`) : undefined}
      tabIndex={tabStop || focused ? 0 : -1}
      aria-keyshortcuts="Enter M S U"
      onFocus={() => {
        setCalendar({ focusKey: post.id });
        setUi({ currentId: post.id });
      }}
      onClick={() => openPost(post.id)}
    >
      <span className={classes.picture}>
        <Thumb src={thumbUrl(post.mediaId)} width={large ? 29 : 21} height={large ? 52 : 38} />
      </span>
      <span className={classes.body}>
        <span className={classes.head}>
          <span className="visually-hidden">{dayWords(tile.wall)}, </span>
          <b className={classes.time}>{clock(tile.wall)}</b>
          {twice && <small>{offsetName(tile.at, shown)}</small>}
          {mark && <mark.icon className={classes.icon} size={12} stroke={2} aria-hidden />}
          {post.state === 'draft' && (
            <view.icon className={classes.icon} size={11} stroke={2} aria-hidden />
          )}
        </span>
        <span className="visually-hidden">
          , {stateWords(post)}: {runs && `${title}, `}
        </span>
        <span className={classes.words}>{words}</span>
        <span className="visually-hidden">, </span>
        <span className={large ? classes.handle : 'visually-hidden'}>{name}</span>
      </span>
      {large && (
        <span className={classes.wide}>
          <StateMark icon={view.icon} tone={view.tone} size={14}>
            {t(`state.${view.word}`)}
          </StateMark>
          <span>{elsewhereWords(tile.at, post.zone || shown, shown)}</span>
        </span>
      )}
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
