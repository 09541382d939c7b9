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
import { clock, nameOf, placeWords } from './words';

type Props = { ghost: Ghost; account: Account | undefined; past: boolean; tabStop: boolean };

/** A free slot: a click puts a new post there. */
export const GhostTile = memo(function GhostTile({ ghost, account, past, tabStop }: Props) {
  const { t } = useTranslation();
  const focused = useCalendarStore((s) => s.focusKey === ghost.key);
  const params = { when: placeWords(ghost.wall), account: nameOf(account) };
  const inside = (
    <>
      <IconPlus size={11} stroke={1.8} aria-hidden />
      <span className={classes.time}>{clock(ghost.wall)}</span>
      {account && (
        <Avatar name={account.nickname || account.username} src={account.avatarUrl} size={13} />
      )}
    </>
  );
  if (past) {
    return (
      <span className={classes.ghost} data-past title={t('calendar.slotPast', params)}>
        {inside}
      </span>
    );
  }
  return (
    <button
      type="button"
      className={classes.ghost}
      data-item={ghost.key}
      aria-label={t('calendar.slot', params)}
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
