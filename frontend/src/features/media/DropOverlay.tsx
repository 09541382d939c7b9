import { IconPhotoOff, IconPlayerPlay, IconUsers } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { freeSlots } from '../../backend/calls';
import type { Account, SlotTime } from '../../backend/types';
import { formatDay, formatTime } from '../../lib/zones';
import { useAccountMap } from '../../state/appStore';
import { noteDrop } from '../../state/dropIntent';
import { useUi } from '../../state/ui';
import { Kbd } from '../../ui/Kbd';
import classes from './DropOverlay.module.css';
import { type FileDrag, useFileDrag } from './useFileDrag';

const tilesMax = 10;

/** What dropping would do, while files are over the window. The drop itself is the back end's. */
export function DropOverlay() {
  const account = useDropAccount();
  const accountId = useRef('');
  accountId.current = account?.id ?? '';
  const dropped = useCallback(
    (shift: boolean) => noteDrop({ accountId: accountId.current, fill: shift }),
    [],
  );
  const drag = useFileDrag(dropped);
  if (!drag) return null;
  return (
    <div className={classes.cover}>
      <div className={classes.overlay} role="status">
        {drag.photos ? <Photos /> : <Clips drag={drag} account={account} />}
      </div>
    </div>
  );
}

function Clips({ drag, account }: { drag: FileDrag; account: Account | undefined }) {
  const { t } = useTranslation();
  const tiles = Math.min(tilesMax, Math.max(1, drag.count));
  const slots = useNextSlots(account?.id ?? '', tiles);
  const labels = useMemo(() => slotLabels(slots), [slots]);
  const canFill = slots.length > 0;
  return (
    <>
      <div className={classes.line} aria-hidden>
        {Array.from({ length: tiles }, (_, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the tiles are all alike.
          <span key={i} className={classes.slot}>
            <span className={classes.tile} style={{ transform: `translateY(${-arc(i, tiles)}px)` }}>
              <IconPlayerPlay size={16} stroke={1.7} />
            </span>
            <span className={classes.cue} />
            <span className={classes.time} data-filled={drag.shift || undefined}>
              {labels[i]}
            </span>
          </span>
        ))}
      </div>
      <h2>{drag.count > 0 ? t('drop.title', { count: drag.count }) : t('drop.title')}</h2>
      <p>{t('drop.text')}</p>
      <div className={classes.chips}>
        <span className={classes.chip}>
          <IconUsers size={14} stroke={1.7} aria-hidden />
          {account ? (
            <>
              {t('drop.forAccount')}{' '}
              <b>{account.username ? `@${account.username}` : account.nickname}</b>
            </>
          ) : (
            t('drop.forNobody')
          )}
        </span>
        {canFill && (
          <span className={classes.chip} data-on={drag.shift || undefined}>
            {drag.shift ? (
              t('drop.filling')
            ) : (
              <>
                {t('drop.hold')} <Kbd keys="Shift" /> {t('drop.toFill')}
              </>
            )}
          </span>
        )}
      </div>
      <small>{t('drop.help')}</small>
    </>
  );
}

function Photos() {
  const { t } = useTranslation();
  return (
    <>
      <IconPhotoOff size={40} stroke={1.4} aria-hidden className={classes.photo} />
      <h2>{t('drop.photoTitle')}</h2>
      <p>{t('drop.photo')}</p>
    </>
  );
}

/** Whose drafts they become: the one that is filtered for, or the only one there is. */
function useDropAccount(): Account | undefined {
  const accounts = useAccountMap();
  const filter = useUi((s) => s.accountFilter);
  if (filter !== null) return accounts.get(filter);
  return accounts.size === 1 ? [...accounts.values()][0] : undefined;
}

function useNextSlots(accountId: string, n: number): readonly SlotTime[] {
  const { data } = useQuery({
    queryKey: ['drop-slots', accountId, n],
    queryFn: () => freeSlots(accountId, '', n),
    enabled: accountId !== '',
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
  return data ?? [];
}

/** "Wed 18:30", and without the day where it is the same as before. */
function slotLabels(slots: readonly SlotTime[]): string[] {
  let before = '';
  return slots.map(({ at, zone }) => {
    const when = new Date(at);
    const day = formatDay(when, zone, when);
    const label = `${day === before ? '' : `${day.split(' ')[0]} `}${formatTime(when, zone)}`;
    before = day;
    return label;
  });
}

/** The tiles hang in a shallow arc, the outer ones higher. */
function arc(i: number, of: number): number {
  if (of < 3) return 12;
  const x = (i / (of - 1)) * 2 - 1;
  return 8 + 22 * x * x;
}
