/** TikTok's limit, counted in UTF-16 code units. */
export const CAPTION_MAX = 2200;

/** The length of a caption as TikTok counts it. JavaScript strings are UTF-16 already. */
export function captionUnits(text: string): number {
  return text.length;
}

export type CaptionPart = { kind: 'text' | 'tag' | 'mention' | 'over'; text: string };

const token = /([#＃][\p{L}\p{N}\p{M}_]+)|(@[\p{L}\p{N}_.]*[\p{L}\p{N}_])/gu;

/** Splits a caption into plain words, #hashtags and @mentions, in order; nothing is lost. */
export function captionParts(text: string): CaptionPart[] {
  const parts: CaptionPart[] = [];
  let last = 0;
  for (const match of text.matchAll(token)) {
    const at = match.index;
    const before = text[at - 1];
    // "a#b" and "me@home.org" are words, not tags.
    if (before !== undefined && /[\p{L}\p{N}_]/u.test(before)) continue;
    if (at > last) parts.push({ kind: 'text', text: text.slice(last, at) });
    parts.push({ kind: match[1] ? 'tag' : 'mention', text: match[0] });
    last = at + match[0].length;
  }
  if (last < text.length) parts.push({ kind: 'text', text: text.slice(last) });
  return parts;
}

/** As captionParts, but what lies beyond the limit comes as one part of its own. */
export function captionPartsWithLimit(text: string, max = CAPTION_MAX): CaptionPart[] {
  if (text.length <= max) return captionParts(text);
  const cut = isHighSurrogate(text, max - 1) ? max - 1 : max;
  return [...captionParts(text.slice(0, cut)), { kind: 'over', text: text.slice(cut) }];
}

function isHighSurrogate(text: string, index: number): boolean {
  const unit = text.charCodeAt(index);
  return unit >= 0xd800 && unit <= 0xdbff;
}
