import type { HistoryLine } from '../../backend/types';

export type Told = {
  from: string;
  to: string;
  step: HistoryLine['step'] | 'sent';
  bytes: number;
  count: number;
};

const worth = new Set([
  'begin_init',
  'accept_init',
  'ack_chunk',
  'begin_finish',
  'finish_upload',
  'resume_upload',
  'snooze',
  'mark_uncertain',
  'abandon',
]);

/** What passed between here and TikTok. Equal steps in a row are told as one, from when to when. */
export function toldHistory(lines: readonly HistoryLine[]): Told[] {
  const told: Told[] = [];
  for (const { at, step, bytes } of lines) {
    if (!worth.has(step)) continue;
    const name = step === 'ack_chunk' ? 'sent' : step;
    const last = told.at(-1);
    if (last?.step === name) {
      last.to = at;
      last.count++;
      last.bytes = Math.max(last.bytes, bytes);
    } else {
      told.push({ from: at, to: at, step: name, bytes, count: 1 });
    }
  }
  return told;
}
