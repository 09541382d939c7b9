import type { Account, Snippet } from '../../backend/types';
import { captionParts } from '../../lib/caption';
import { formatDay } from '../../lib/zones';

/** The hashtags of a text, lower case, as TikTok tells them apart. */
export function tagsOf(text: string): string[] {
  return captionParts(text)
    .filter((p) => p.kind === 'tag')
    .map((p) => p.text.replace('＃', '#').toLocaleLowerCase());
}

/** Every hashtag of the set stands in the caption. */
export function isUsed(set: Snippet, caption: string): boolean {
  const there = new Set(tagsOf(caption));
  const tags = tagsOf(set.text);
  return tags.length > 0 && tags.every((tag) => there.has(tag));
}

/** Puts the hashtags of a set at the end, those that are not there yet. */
export function addSet(caption: string, set: Snippet): string {
  const there = new Set(tagsOf(caption));
  const missing = set.text.split(/\s+/).filter((tag) => !there.has(tag.toLocaleLowerCase()));
  if (missing.length === 0) return caption;
  const gap = caption === '' || /\s$/.test(caption) ? '' : ' ';
  return caption + gap + missing.join(' ');
}

/** Takes the hashtags of a set out, but not those that another used set has too. */
export function removeSet(caption: string, set: Snippet, others: readonly Snippet[]): string {
  const kept = new Set(others.filter((o) => isUsed(o, caption)).flatMap((o) => tagsOf(o.text)));
  const gone = new Set(tagsOf(set.text).filter((tag) => !kept.has(tag)));
  let out = '';
  for (const part of captionParts(caption)) {
    const tag = part.text.replace('＃', '#').toLocaleLowerCase();
    if (part.kind === 'tag' && gone.has(tag)) out = out.replace(/ $/, '');
    else out += part.text;
  }
  return out.replace(/^ +/, '').replace(/ +$/, '');
}

/** Words put in at the cursor, with a space where they would touch a word. */
export function insertAt(caption: string, at: number, words: string): { text: string; at: number } {
  const [before, after] = [caption.slice(0, at), caption.slice(at)];
  const lead = before === '' || /\s$/.test(before) ? '' : ' ';
  const tail = after === '' || /^\s/.test(after) ? '' : ' ';
  const text = before + lead + words + tail + after;
  return { text, at: text.length - after.length };
}

type Filling = { file: string; account: Account | undefined; at: Date; zone: string };

/** A template with its placeholders filled; one that is not known stays as it is. */
export function fillTemplate(text: string, f: Filling): string {
  const values: Record<string, string> = {
    file: f.file.replace(/\.[^.]+$/, ''),
    date: formatDay(f.at, f.zone, f.at),
    account: f.account?.username ? `@${f.account.username}` : (f.account?.nickname ?? ''),
  };
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

/** What is being typed before the cursor, if it may become a set: "#sur" is "sur". */
export function typedTag(caption: string, at: number): string | null {
  const match = /(?:^|[\s])[#＃]([\p{L}\p{N}\p{M}_]{0,40})$/u.exec(caption.slice(0, at));
  return match ? (match[1] ?? '') : null;
}

const fold = (s: string) => s.toLocaleLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** The sets that a typed word may mean: those named so first, then those with such a hashtag. */
export function setsFor(typed: string, sets: readonly Snippet[]): Snippet[] {
  const word = fold(typed);
  const named = sets.filter((s) => fold(s.name).startsWith(word));
  const tagged = sets.filter(
    (s) => !named.includes(s) && tagsOf(s.text).some((tag) => fold(tag).startsWith(word)),
  );
  return [...named, ...(word === '' ? [] : tagged)].slice(0, 6);
}

/** The caption with the typed word replaced by the set's hashtags, and where the cursor is. */
export function complete(
  caption: string,
  at: number,
  typed: string,
  set: Snippet,
): { text: string; at: number } {
  const start = at - typed.length - 1;
  const rest = caption.slice(0, start) + caption.slice(at);
  const there = new Set(tagsOf(rest));
  const words = set.text.split(/\s+/).filter((tag) => !there.has(tag.toLocaleLowerCase()));
  const after = caption.slice(at);
  const tail = after === '' || /^\s/.test(after) ? '' : ' ';
  const text = caption.slice(0, start) + words.join(' ') + tail + after;
  return { text, at: text.length - after.length };
}
