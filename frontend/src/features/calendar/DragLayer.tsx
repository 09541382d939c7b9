import { useEffect } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { thumbUrl } from '../../backend/mediaUrls';
import { naiveAt } from '../../lib/wallTime';
import { titleOf } from '../../state/actions';
import { useStore } from '../../state/createStore';
import { canUnplan } from '../../state/moving';
import { Thumb } from '../../ui/Thumb';
import { shownZone } from './calendarStore';
import classes from './DragLayer.module.css';
import { type Held, heldStore, trayEl } from './useTileDrag';
import { clock, elsewhereWords, noteWords, placeWords } from './words';

/** The tile in the hand, the outline of where it would go, and what that means in both zones. */
export function DragLayer({ large }: { large: boolean }) {
  const held = useStore(heldStore, (h) => h);
  return held ? <InHand held={held} large={large} /> : null;
}

function InHand({ held, large }: { held: Held; large: boolean }) {
  const { t } = useTranslation();
  useTrayMark(held.overTray);
  const { post, target, box, seen, x, y, grabbed, stuck, overTray, past } = held;
  const zone = shownZone();
  const wall = target && naiveAt(target.at, zone);
  const lines = hint();
  const tall = box ? box.bottom - box.top : 0;
  const clipped = box && {
    left: box.left + 3,
    top: Math.max(box.top, seen.top),
    width: box.right - box.left - 7,
    height: Math.min(box.bottom, seen.bottom) - Math.max(box.top, seen.top),
  };
  const below =
    box && box.bottom + 74 < window.innerHeight ? box.bottom + 10 : (box?.top ?? 0) - 62;
  return createPortal(
    <div className={classes.layer} data-stuck={stuck ?? undefined} aria-hidden>
      {clipped && clipped.height > 0 && (
        <div className={classes.target} style={clipped} data-past={past || undefined} />
      )}
      {!stuck && (
        <div
          className={classes.tile}
          data-large={large || undefined}
          style={{
            width: Math.max(104, held.width),
            transform: `translate3d(${x - Math.min(grabbed.x, 90)}px, ${y - grabbed.y}px, 0)`,
          }}
        >
          <div className={classes.inner}>
            <Thumb src={thumbUrl(post.mediaId)} width={large ? 29 : 21} height={large ? 52 : 38} />
            <span className={classes.words}>
              <b>{wall === null ? ' ' : clock(wall)}</b>
              <span>{titleOf(post)}</span>
            </span>
          </div>
        </div>
      )}
      {lines.length > 0 && (
        <div
          className={classes.hint}
          style={
            box && tall < 200 && !stuck
              ? { left: box.left + 3, top: below }
              : { left: x + 14, top: y + 26 }
          }
        >
          {lines.map((line, i) => (
            <span key={line} data-second={i > 0 || undefined}>
              {line}
            </span>
          ))}
        </div>
      )}
    </div>,
    document.body,
  );

  function hint(): string[] {
    if (stuck) return [t(`calendar.stuck.${stuck}`)];
    if (overTray) {
      if (post.scheduledAt === '') return [];
      return [canUnplan(post) ? t('calendar.takesAway') : t('calendar.stuck.unplan')];
    }
    if (!target || wall === null) return [];
    if (past) return [placeWords(wall), t('calendar.past')];
    const note = noteWords(target);
    const other = elsewhereWords(target.at, target.zone, zone);
    if (note) return other ? [note, other] : [note];
    return other ? [placeWords(wall), other] : [placeWords(wall)];
  }
}

/** The tray shows that what is held over it will lose its time. */
function useTrayMark(over: boolean) {
  useEffect(() => {
    const tray = trayEl();
    if (!tray || !over) return;
    tray.dataset.over = '';
    return () => {
      delete tray.dataset.over;
    };
  }, [over]);
}
