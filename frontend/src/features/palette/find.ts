/** Where a query was found in a text, for drawing it bold; in the text's own characters. */
export type Found = { score: number; ranges: readonly (readonly [number, number])[] };

const folded = new Map<string, string>();

/**
 * Small letters without accents, one character for each of the text: "Café" is found by "cafe",
 * and what was found can be shown in the original.
 */
export function fold(text: string): string {
  let out = folded.get(text);
  if (out === undefined) {
    out = Array.from({ length: text.length }, (_, i) => foldOne(text[i] ?? '')).join('');
    // A queue of ten thousand posts and its clips; what is not asked for any more goes with it.
    if (folded.size > 40_000) folded.clear();
    folded.set(text, out);
  }
  return out;
}

function foldOne(unit: string): string {
  if (unit < '\u0080') return unit.toLowerCase();
  const bare = unit.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return bare.length === 1 ? bare : unit;
}

/** Every word of the query is in the text: at the start best, then at a word's start. */
export function find(text: string, query: string, more = ''): Found | null {
  const words = fold(query.trim()).split(/\s+/).filter(Boolean);
  const hay = fold(text);
  const rest = more && fold(more);
  const ranges: [number, number][] = [];
  let score = 0;
  for (const word of words) {
    const at = best(hay, word);
    if (at < 0) {
      if (!rest.includes(word)) return null;
      score += 3;
      continue;
    }
    ranges.push([at, at + word.length]);
    score += at === 0 ? 0 : isStart(hay, at) ? 1 : 2;
  }
  ranges.sort((a, b) => a[0] - b[0]);
  return { score, ranges };
}

/** The first place where the word starts one, or the first place at all. */
function best(hay: string, word: string): number {
  const first = hay.indexOf(word);
  for (let at = first; at >= 0; at = hay.indexOf(word, at + 1)) {
    if (isStart(hay, at)) return at;
  }
  return first;
}

const isStart = (hay: string, at: number) => at === 0 || !/[\p{L}\p{N}]/u.test(hay[at - 1] ?? '');
