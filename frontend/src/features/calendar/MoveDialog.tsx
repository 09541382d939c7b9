import { Button, Modal, TextInput } from '@mantine/core';
import { IconCalendarTime, IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { type FormEvent, type KeyboardEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import * as calls from '../../backend/calls';
import type { Post } from '../../backend/types';
import { parseTime } from '../../lib/timeInput';
import { dayMs, dayOf, naiveAt, readWall, startOf } from '../../lib/wallTime';
import { attempt, titleOf } from '../../state/actions';
import { usePost } from '../../state/appStore';
import { useNow } from '../../state/useNow';
import { DialogBody } from '../../ui/DialogBody';
import { IconButton } from '../../ui/IconButton';
import { canUnplan } from './calendarModel';
import { setCalendar, shownZone, useCalendarStore } from './calendarStore';
import classes from './MoveDialog.module.css';
import { soon, targetAt } from './moveModel';
import { movePost, ownZone, unplanPost } from './moves';
import { returnTo } from './useKeptFocus';
import { clock, dayWords, elsewhereWords, noteWords, whenWords } from './words';
import { ZoneSearch } from './ZoneMenu';

/** Moves a post without dragging: day, time, zone, or the next free slot. */
export function MoveDialog() {
  const id = useCalendarStore((s) => s.dialogId);
  const post = usePost(id ?? undefined);
  const close = () => setCalendar({ dialogId: null });
  return (
    <Modal opened={post !== undefined} onClose={close} size={400} padding={0} centered>
      {post && <Form key={post.id} post={post} onClose={close} />}
    </Modal>
  );
}

function Form({ post, onClose }: { post: Post; onClose: () => void }) {
  const { t } = useTranslation();
  const now = useNow();
  const [zone, setZone] = useState(() => ownZone(post));
  const [start] = useState(() => (post.wall ? readWall(post.wall) : soon(now, zone)));
  const [day, setDay] = useState(() => dayOf(start));
  const [text, setText] = useState(() => clock(start));
  const time = parseTime(text);
  const target = time ? targetAt(readWall(`${day}T${time}`), zone) : null;
  const past = target !== null && target.at <= now;
  const title = titleOf(post);
  const { id } = post;
  useEffect(() => () => returnTo(id), [id]);
  const note = target ? noteWords(target) : '';

  const go = (e: FormEvent) => {
    e.preventDefault();
    if (!target || past) return;
    onClose();
    void movePost(post.id, target);
  };
  const nextSlot = async () => {
    const free = await attempt(() =>
      calls.freeSlots(post.accountId, target ? target.at.toISOString() : '', 1),
    );
    const slot = free?.[0];
    if (!slot) return;
    setZone(slot.zone);
    setDay(slot.wall.slice(0, 10));
    setText(slot.wall.slice(11, 16));
  };
  const here = target && elsewhereWords(target.at, shownZone(), zone, now);

  return (
    <form onSubmit={go}>
      <DialogBody
        title={t(post.scheduledAt ? 'calendar.move.title' : 'calendar.move.plan', { title })}
        actions={
          <>
            <Button size="md" variant="default" onClick={onClose}>
              {t('calendar.move.cancel')}
            </Button>
            {canUnplan(post) && (
              <Button
                size="md"
                variant="default"
                onClick={() => {
                  onClose();
                  void unplanPost(post.id);
                }}
              >
                {t('calendar.move.takeAway')}
              </Button>
            )}
            <Button size="md" type="submit" disabled={!target || past}>
              {t(post.scheduledAt ? 'calendar.move.submit' : 'calendar.move.submitPlan')}
            </Button>
          </>
        }
      >
        <div className={classes.fields}>
          <div className={classes.row}>
            <DayStepper day={day} now={now} onChange={setDay} />
            <TextInput
              className={classes.time}
              aria-label={t('calendar.move.time')}
              inputMode="numeric"
              autoComplete="off"
              spellCheck={false}
              value={text}
              error={text.trim() !== '' && time === null}
              onChange={(e) => setText(e.currentTarget.value)}
            />
          </div>
          <ZoneSearch now={now} label={t('calendar.move.zone')} value={zone} onChoose={setZone} />
          <p className={classes.says} aria-live="polite" data-bad={past || !target || undefined}>
            {!target
              ? t('calendar.move.timeBad')
              : past
                ? t('calendar.past')
                : whenWords(target.at, zone, now)}
            {here && !past && <span>{t('calendar.move.here', { when: here })}</span>}
            {note && <span data-note>{note}</span>}
          </p>
          {post.accountId && (
            <Button
              variant="default"
              leftSection={<IconCalendarTime size={15} stroke={1.7} aria-hidden />}
              onClick={() => void nextSlot()}
            >
              {t('calendar.move.nextSlot')}
            </Button>
          )}
        </div>
      </DialogBody>
    </form>
  );
}

type StepperProps = { day: string; now: Date; onChange: (day: string) => void };

const dayKeys: Record<string, number> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  ArrowUp: -7,
  ArrowDown: 7,
  PageUp: -28,
  PageDown: 28,
};

/** A day that arrows change: left and right by one, up and down by a week. */
function DayStepper({ day, now, onChange }: StepperProps) {
  const { t } = useTranslation();
  const at = startOf(day);
  const move = (by: number) => {
    const to = at + by * dayMs;
    if (to >= naiveAt(now, 'UTC') - 2 * dayMs) onChange(dayOf(to));
  };
  const onKeyDown = (e: KeyboardEvent<HTMLElement>) => {
    if (e.key === 'Enter') e.currentTarget.closest('form')?.requestSubmit();
    const by = dayKeys[e.key];
    if (by === undefined) return;
    e.preventDefault();
    move(by);
  };
  return (
    <div className={classes.stepper}>
      <IconButton
        icon={IconChevronLeft}
        label={t('calendar.move.dayBefore')}
        tabIndex={-1}
        onClick={() => move(-1)}
      />
      <div
        role="spinbutton"
        className={classes.day}
        tabIndex={0}
        data-autofocus
        aria-label={t('calendar.move.date')}
        aria-valuenow={Math.round(at / dayMs)}
        aria-valuetext={dayWords(at, now)}
        onKeyDown={onKeyDown}
        onWheel={(e) => move(Math.sign(e.deltaY))}
      >
        {dayWords(at, now)}
      </div>
      <IconButton
        icon={IconChevronRight}
        label={t('calendar.move.dayAfter')}
        tabIndex={-1}
        onClick={() => move(1)}
      />
    </div>
  );
}
