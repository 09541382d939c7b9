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
      onClick={() =>
        void composeAt({
          accountId: ghost.accountId,
          target: targetAt(readWall(ghost.slotWall), ghost.zone),
        })
      }
    >
      {inside}
    </button>
  );
});
