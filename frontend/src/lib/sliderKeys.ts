type Key = { key: string; shiftKey: boolean; ctrlKey: boolean; metaKey: boolean; altKey: boolean };

/** What a key does to a slider: a step up or down, an end, or nothing. */
type SliderMove = { by: number } | { to: 'start' | 'end' } | null;

/** Arrows take one step, with Shift a big one; Home and End go to the ends. */
export function sliderMove(e: Key, step: number, bigStep: number): SliderMove {
  if (e.ctrlKey || e.metaKey || e.altKey) return null;
  const size = e.shiftKey ? bigStep : step;
  switch (e.key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return { by: size };
    case 'ArrowLeft':
    case 'ArrowDown':
      return { by: -size };
    case 'Home':
      return { to: 'start' };
    case 'End':
      return { to: 'end' };
    default:
      return null;
  }
}

/** Where a move leads from value, between two ends. */
export function moved(move: NonNullable<SliderMove>, value: number, from: number, to: number) {
  if ('to' in move) return move.to === 'start' ? from : to;
  return Math.min(Math.max(value + move.by, from), to);
}
