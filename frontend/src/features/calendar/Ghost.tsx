import { IconPlus } from '@tabler/icons-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Account } from '../../backend/types';
import { readWall } from '../../lib/wallTime';
import { Avatar } from '../../ui/Avatar';
import { setCalendar, useCalendarStore } from './calendarStore';
import classes from './Ghost.module.css';
import type { Ghost } from './ghosts';
import { targetAt } from './moveModel';
import { composeAt } from './moves';
import { clock, dayWords, nameOf } from './words';

type Props = { ghost: Ghost; account: Account | undefined; past: boolean; tabStop: boolean };

/** A free slot: a click puts a new post there. */
export const GhostTile = memo(function GhostTile({ ghost, account, past, tabStop }: Props) {
  const { t } = useTranslation();
  const focused = useCalendarStore((s) => s.focusKey === ghost.key);
  const inside = (
    <>
      <IconPlus size={11} stroke={1.8} aria-hidden />
      <span className="visually-hidden">{dayWords(ghost.wall)}, </span>
      <span className={classes.time}>{clock(ghost.wall)}</span>
      <span className="visually-hidden">
        {t(past ? 'calendar.slotPast' : 'calendar.slot', { account: nameOf(account) })}
      </span>
      {account && (
        <Avatar name={account.nickname || account.username} src={account.avatarUrl} size={13} />
      )}
    </>
  );
  if (past) {
    return (
      <span className={classes.ghost} data-past>
        {inside}
      </span>
    );
  }
  return (
    <button
      type="button"
      className={classes.ghost}
      data-item={ghost.key}
      tabIndex={tabStop || focused ? 0 : -1}
      onFocus={() => setCalendar({ focusKey: ghost.key })}
      onClick={() => fill(ghost)}
    >
      {inside}
    </button>
  );
});

type ThumbProps = {
  ghost: Ghost;
  account: Account | undefined;
  height: number;
  tabStop: boolean;
};

/** A free slot among the pictures of a month. */
export const GhostThumb = memo(function GhostThumb(props: ThumbProps) {
  const { ghost, account, height, tabStop } = props;
  const { t } = useTranslation();
  const focused = useCalendarStore((s) => s.focusKey === ghost.key);
  const name = nameOf(account);
  return (
    <button
      type="button"
      className={classes.small}
      data-item={ghost.key}
      title={name}
      tabIndex={tabStop || focused ? 0 : -1}
      onFocus={() => setCalendar({ focusKey: ghost.key })}
      onClick={() => fill(ghost)}
    >
      <span className={classes.frame} style={{ width: Math.round((height * 9) / 16), height }}>
        <IconPlus size={11} stroke={1.8} aria-hidden />
      </span>
      <span className="visually-hidden">{dayWords(ghost.wall)}, </span>
      <span className={classes.under}>{clock(ghost.wall)}</span>
      <span className="visually-hidden">{t('calendar.slot', { account: name })}</span>
    </button>
  );
});

/** Puts a new post into a free slot. */
function fill({ accountId, slotWall, zone }: Ghost) {
  void composeAt({ accountId, target: targetAt(readWall(slotWall), zone) });
}
