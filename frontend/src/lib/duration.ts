/** "0:09", "1:02:03": a position in a clip. */
export function formatClock(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1000));
  const s = String(total % 60).padStart(2, '0');
  const m = Math.floor(total / 60) % 60;
  const h = Math.floor(total / 3600);
  return h > 0 ? `${h}:${String(m).padStart(2, '0')}:${s}` : `${m}:${s}`;
}

/** "0:09.4": a position in a clip with tenths. */
export function formatClockTenths(ms: number): string {
  const tenths = Math.floor(Math.max(0, ms) / 100) % 10;
  return `${formatClock(ms)}.${tenths}`;
}

/** "12 s", "4 min", "2 h 48 min", "2 days 20 h": how long something takes, at most two units. */
export function formatSpan(ms: number): string {
  const s = Math.max(0, Math.round(ms / 1000));
  if (s < 60) return `${s} s`;
  const min = Math.round(s / 60);
  if (min < 60) return `${min} min`;
  const h = Math.floor(min / 60);
  if (h < 24) return min % 60 === 0 ? `${h} h` : `${h} h ${min % 60} min`;
  const days = Math.floor(h / 24);
  const rest = h % 24;
  const word = days === 1 ? 'day' : 'days';
  return rest === 0 ? `${days} ${word}` : `${days} ${word} ${rest} h`;
}

/** "0.7 s", "42 s", "3 min 5 s": how long a clip is. */
export function formatLength(ms: number): string {
  if (ms < 10_000) return `${(Math.floor(ms / 100) / 10).toFixed(1).replace(/\.0$/, '')} s`;
  const s = Math.round(ms / 1000);
  if (s < 60) return `${s} s`;
  return s % 60 === 0 ? `${s / 60} min` : `${Math.floor(s / 60)} min ${s % 60} s`;
}

/** "0.7 s", "42.3 s", "3 min 5 s": how long a part is, to the tenth while that matters. */
export function formatPart(ms: number): string {
  if (ms >= 60_000) return formatLength(ms);
  return `${(Math.floor(Math.max(0, ms) / 100) / 10).toFixed(1).replace(/\.0$/, '')} s`;
}
