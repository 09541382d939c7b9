/**
 * Reads a typed time: "18:30", "1830", "18.30", "6:30 pm", "9", "18:30:05".
 * Returns "HH:MM" or "HH:MM:SS" (only when seconds were typed and are not zero), or null.
 */
export function parseTime(input: string): string | null {
  const text = input.trim().toLowerCase();
  const match =
    /^(\d{1,2})(?:[:. h](\d{2})(?:[:.](\d{2}))?)?\s*(am|pm|a|p)?$/.exec(text) ??
    /^(\d{2})(\d{2})()\s*(am|pm|a|p)?$/.exec(text);
  if (!match) return null;
  let hour = Number(match[1]);
  const minute = Number(match[2] || 0);
  const second = Number(match[3] || 0);
  const half = match[4]?.[0];
  if (half) {
    if (hour < 1 || hour > 12) return null;
    hour = (hour % 12) + (half === 'p' ? 12 : 0);
  }
  if (hour > 23 || minute > 59 || second > 59) return null;
  const pad = (n: number) => String(n).padStart(2, '0');
  return `${pad(hour)}:${pad(minute)}${second > 0 ? `:${pad(second)}` : ''}`;
}
