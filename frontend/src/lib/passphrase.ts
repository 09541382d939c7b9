/** How hard a passphrase is to guess, roughly: said, never enforced. */
export type Strength = 'none' | 'weak' | 'fair' | 'strong';

/**
 * Counts what a guesser has to try: characters that are not repeats or runs, times what the kinds
 * of characters in it are worth. It knows no dictionary, so it only ever calls long ones strong.
 */
export function strengthOf(passphrase: string): Strength {
  if (passphrase === '') return 'none';
  const chars = [...passphrase];
  let counted = 0;
  chars.forEach((c, i) => {
    const step = (c.codePointAt(0) ?? 0) - (chars[i - 1]?.codePointAt(0) ?? 0);
    if (i === 0 || (step !== 0 && Math.abs(step) !== 1)) counted++;
  });
  const pool =
    (/\p{Ll}/u.test(passphrase) ? 26 : 0) +
    (/\p{Lu}/u.test(passphrase) ? 26 : 0) +
    (/\d/.test(passphrase) ? 10 : 0) +
    (/[^\p{L}\d]/u.test(passphrase) ? 20 : 0) +
    (/\p{Lo}/u.test(passphrase) ? 200 : 0);
  const distinct = new Set(chars).size;
  const bits = Math.min(counted, distinct * 3) * Math.log2(Math.max(pool, 2)) * 0.75;
  if (bits < 40) return 'weak';
  return bits < 64 ? 'fair' : 'strong';
}
