import { expect, it } from 'vitest';
import { toldHistory } from './historyModel';

const line = (minute: number, step: string, bytes = 0) => ({
  at: `2026-11-23T22:${String(minute).padStart(2, '0')}:00Z`,
  step,
  state: 'uploading' as never,
  bytes,
  why: '',
});

it('tells what passed between here and TikTok, equal steps as one', () => {
  const told = toldHistory([
    line(0, 'schedule'),
    line(1, 'begin_init'),
    line(2, 'ack_chunk', 5),
    line(3, 'ack_chunk', 9),
    line(4, 'snooze'),
    line(5, 'snooze'),
    line(6, 'snooze'),
    line(7, 'mark_uncertain'),
  ]);
  expect(told.map((x) => [x.step, x.count, x.bytes])).toEqual([
    ['begin_init', 1, 0],
    ['sent', 2, 9],
    ['snooze', 3, 0],
    ['mark_uncertain', 1, 0],
  ]);
  expect(told[2]).toMatchObject({ from: line(4, '').at, to: line(6, '').at });
});

it('tells nothing of a post that was never sent', () => {
  expect(toldHistory([line(0, 'schedule'), line(1, 'block')])).toEqual([]);
});
