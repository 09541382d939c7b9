import { Button, Popover } from '@mantine/core';
import { IconClockCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { freeSlots } from '../../backend/calls';
import type { Post } from '../../backend/types';
import { whenIn } from '../../lib/shortTimes';
import { resolveText } from '../../lib/wallDays';
import { dayKey, formatDay, formatTime, sameClock, zoneCity } from '../../lib/zones';
import { titleOf } from '../../state/actions';
import { useAccountMap, useFacts } from '../../state/appStore';
import { movePosts, unplanPosts } from '../../state/bulk';
import { canUnplan, zoneFor } from '../../state/moving';
import { setUi } from '../../state/ui';
import { useNow } from '../../state/useNow';
import { TimeBox } from '../../ui/TimeBox';
import { ZoneBox } from '../../ui/ZoneBox';
import { DayField } from './DayField';
import classes from './MovePopover.module.css';
import { soon } from './model';
import { returnTo } from './returnTo';

type AskedProps = { post: Post; anchor: DOMRect; shown: string | undefined; covers: boolean };

/** The question for a new time, beside where the post is shown. */
export function MoveAsked({ post, anchor, shown, covers }: AskedProps) {
  const { t } = useTranslation();
  const { zone } = useFacts();
  const close = () => {
    setUi({ moving: null });
    returnTo(post.id);
  };
  return (
    <Popover
      opened
      onDismiss={close}
      position="bottom-start"
      // The open month is taller than what is left below or above most rows.
      middlewares={{ flip: true, shift: { crossAxis: true, padding: 8 } }}
      offset={2}
      width={372}
      trapFocus
      returnFocus={false}
      closeOnEscape={false}
      withOverlay={covers}
      overlayProps={{ backgroundOpacity: 0 }}
    >
      <Popover.Target>
        {/* Rows are recycled, so it hangs on the place where the row was. */}
        <span
          aria-hidden
          style={{
            position: 'fixed',
            left: anchor.x,
            top: anchor.y,
            width: anchor.width,
            height: anchor.height,
            pointerEvents: 'none',
          }}
        />
      </Popover.Target>
      <Popover.Dropdown
        aria-label={titleWords(post, t)}
        onKeyDown={(e) => {
          if (e.key !== 'Escape' || e.defaultPrevented) return;
          if (e.currentTarget.querySelector('[aria-expanded="true"]')) return;
          e.stopPropagation();
          close();
        }}
      >
        <MoveForm post={post} here={shown ?? zone} onClose={close} />
      </Popover.Dropdown>
    </Popover>
  );
}

type FormProps = { post: Post; here: string; onClose: () => void };

/** Day, time and zone of one post, or its account's next free slot. */
function MoveForm({ post, here, onClose }: FormProps) {
  const { t } = useTranslation();
  const titleId = useId();
  const now = useNow();
  const slots = useAccountMap().get(post.accountId)?.slots;
  const [zone, setZone] = useState(() => zoneFor(post, slots, here));
  const [start] = useState(() => post.wall || soon(now, zone));
  const [day, setDay] = useState(() => start.slice(0, 10));
  const [time, setTime] = useState(() => start.slice(11, 16));
  const slot = useNextSlot(post.accountId);
  const found = time ? resolveText(`${day}T${time}`, zone) : null;
  const past = found !== null && found.at <= now;
  const save = async (wall: string, inZone: string, at: Date, bySlot: boolean) => {
    const title = titleOf(post);
    const words = post.state === 'draft' ? 'calendar.planned' : 'undo.moved';
    const label = t(words, { title, when: whenIn(at, inZone, now, t) });
    const when = { now: false, wall, zone: inZone };
    if (await movePosts([{ id: post.id, when, slot: bySlot }], label)) onClose();
  };
  const submit = (e: FormEvent) => {
    e.preventDefault();
    if (found && !past) void save(`${day}T${time}`, zone, found.at, false);
  };
  return (
    <form className={classes.form} aria-labelledby={titleId} onSubmit={submit}>
      <h2 id={titleId} className={classes.title}>
        {titleWords(post, t)}
      </h2>
      <DayField day={day} first={dayKey(now, zone)} now={now} onChange={setDay}>
        <TimeBox
          className={classes.time}
          label={t('move.time')}
          error={t('move.bad')}
          value={time}
          onChange={setTime}
        />
      </DayField>
      <ZoneBox label={t('move.zone')} near={[here, zone]} value={zone} onChange={setZone} />
      <p
        className={classes.note}
        data-tone={past || found?.note ? 'amber' : undefined}
        role="status"
      >
        {past ? t('move.past') : found && sentence(day, time, zone, here, found, now, t)}
      </p>
      <NextSlot post={post} slot={slot} onTake={(s) => void save(s.wall, s.zone, s.at, true)} />
      <p className={classes.note}>
        {t(post.state === 'draft' ? 'move.draftNote' : 'move.keepsConsent')}
      </p>
      <div className={classes.buttons}>
        {canUnplan(post) && (
          <Button
            variant="subtle"
            className={classes.away}
            onClick={() => {
              onClose();
              void unplanPosts([post.id], t('undo.unplanned', { title: titleOf(post) }));
            }}
          >
            {t('move.takeAway')}
          </Button>
        )}
        <Button type="submit" disabled={!found || past}>
          {t(post.state === 'draft' ? 'move.plan' : 'move.move')}
        </Button>
      </div>
    </form>
  );
}

const titleWords = (post: Post, t: TFunction) =>
  t(post.scheduledAt ? 'move.title' : 'move.give', { title: titleOf(post) });

type Slot = { wall: string; zone: string; at: Date };

type NextSlotProps = {
  post: Post;
  slot: Slot | null | undefined;
  onTake: (slot: Slot) => void;
};

function NextSlot({ post, slot, onTake }: NextSlotProps) {
  const { t } = useTranslation();
  const now = useNow();
  if (!post.accountId) return <p className={classes.note}>{t('move.noAccount')}</p>;
  if (slot === undefined) return null;
  if (slot === null) return <p className={classes.note}>{t('move.noSlot')}</p>;
  return (
    <Button
      className={classes.slot}
      variant="default"
      leftSection={<IconClockCheck size={15} stroke={1.7} aria-hidden />}
      onClick={() => onTake(slot)}
    >
      {t('move.nextSlot', { when: whenIn(slot.at, slot.zone, now, t) })}
    </Button>
  );
}

/** The account's next free slot; null without one, undefined while it is asked for. */
function useNextSlot(accountId: string): Slot | null | undefined {
  const { data } = useQuery({
    queryKey: ['next-slot', accountId],
    queryFn: async () => {
      const [first] = await freeSlots(accountId, '', 1);
      return first ? { wall: first.wall, zone: first.zone, at: new Date(first.at) } : null;
    },
    enabled: accountId !== '',
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
  return data;
}

type Found = NonNullable<ReturnType<typeof resolveText>>;

function sentence(
  day: string,
  time: string,
  zone: string,
  here: string,
  { at, note }: Found,
  now: Date,
  t: TFunction,
): string {
  const city = zoneCity(zone);
  const name = formatDay(new Date(`${day}T12:00:00Z`), 'UTC', now);
  if (note === 'gap') {
    return t('bulk.gap', { day: name, wall: time, city, time: formatTime(at, zone) });
  }
  if (note === 'overlap') return t('bulk.overlap', { day: name, wall: time, city });
  if (sameClock(at, zone, here)) return whenIn(at, zone, now, t);
  return `${whenIn(at, zone, now, t)}. ${t('queue.here', { time: formatTime(at, here) })}.`;
}
