import { Button, Popover } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { IconCalendar, IconClockCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { freeSlots } from '../../backend/calls';
import type { Post } from '../../backend/types';
import { addDays, resolveText } from '../../lib/wallDays';
import { dayKey, formatDay, formatTime, sameClock, zoneCity } from '../../lib/zones';
import { titleOf } from '../../state/actions';
import { useFacts } from '../../state/appStore';
import { movePosts, unplanPosts } from '../../state/bulk';
import { setUi } from '../../state/ui';
import { useNow } from '../../state/useNow';
import classes from './MovePopover.module.css';
import { canUnplan } from './model';
import { dayName, whenIn } from './shortTimes';
import { TimeBox } from './TimeBox';
import { ZoneBox } from './ZoneBox';

/** The question for a new time, beside the row of the post. */
export function MoveAsked({ post, anchor }: { post: Post; anchor: DOMRect }) {
  const { t } = useTranslation();
  const close = () => {
    setUi({ moving: null });
    document.querySelector<HTMLElement>(`[data-post="${CSS.escape(post.id)}"]`)?.focus();
  };
  return (
    <Popover
      opened
      onDismiss={close}
      position="bottom-start"
      offset={2}
      width={372}
      trapFocus
      returnFocus={false}
      closeOnEscape={false}
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
        aria-label={t('move.title', { title: titleOf(post) })}
        onKeyDown={(e) => {
          if (e.key !== 'Escape' || e.defaultPrevented) return;
          if (e.currentTarget.querySelector('[aria-expanded="true"]')) return;
          e.stopPropagation();
          close();
        }}
      >
        <MoveForm post={post} onClose={close} />
      </Popover.Dropdown>
    </Popover>
  );
}

/** Day, time and zone of one post, or its account's next free slot. */
function MoveForm({ post, onClose }: { post: Post; onClose: () => void }) {
  const { t } = useTranslation();
  const titleId = useId();
  const now = useNow();
  const { zone: here } = useFacts();
  const [zone, setZone] = useState(post.zone || here);
  const known = post.scheduledAt !== '';
  const [day, setDay] = useState(() => (known ? post.wall.slice(0, 10) : dayKey(now, zone)));
  const [time, setTime] = useState(() => (known ? post.wall.slice(11, 16) : '18:30'));
  const slot = useNextSlot(post.accountId);
  const found = time ? resolveText(`${day}T${time}`, zone) : null;
  const past = found !== null && found.at <= now;
  const save = async (wall: string, inZone: string, at: Date, bySlot: boolean) => {
    const title = titleOf(post);
    const label = t('undo.moved', { title, when: whenIn(at, inZone, now, t) });
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
        {t('move.title', { title: titleOf(post) })}
      </h2>
      <div className={classes.fields}>
        <DatePickerInput
          aria-label={`${t('move.date')} ${dayName(day, now)}`}
          className={classes.date ?? ''}
          size="sm"
          data-autofocus
          valueFormat="ddd D MMM"
          minDate={dayKey(now, zone)}
          firstDayOfWeek={1}
          leftSection={<IconCalendar size={14} stroke={1.7} aria-hidden />}
          popoverProps={{ withinPortal: false }}
          value={day}
          onChange={(next) => next && setDay(next.slice(0, 10))}
          onKeyDown={(e) => {
            const by = { ArrowLeft: -1, ArrowRight: 1 }[e.key];
            if (by === undefined) return;
            e.preventDefault();
            setDay((d) => shifted(d, by, dayKey(now, zone)));
          }}
        />
        <TimeBox
          className={classes.time}
          label={t('move.time')}
          error={t('move.bad')}
          value={time}
          onChange={setTime}
        />
      </div>
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

function shifted(day: string, by: number, first: string): string {
  const next = addDays(day, by);
  return next < first ? first : next;
}
