import { inNotation } from '../lib/figures';
import { locale } from '../lib/locale';

/** By code, the English sentence of the back end and the same in this language. */
type Sentences = { [code: string]: { [english: string]: string } };

/** names are the variables of a pattern that are names or versions. */
type Pattern = { code: string; regexp: RegExp; to: string; names: ReadonlySet<string> };

/** What has no variables is looked up; the rest is matched. */
type Book = { exact: Map<string, string>; patterns: Pattern[] };

const none: Book = { exact: new Map(), patterns: [] };

const loaders: Record<string, () => Promise<{ default: Sentences }>> = {
  es: () => import('./backend/es.json'),
  id: () => import('./backend/id.json'),
  zh: () => import('./backend/zh.json'),
};

let book = none;
let joiner = ' ';
const known = new Map<string, string>();

/** Readies the sentences of the back end in a language. English needs none. */
export async function loadSentences(language: string): Promise<void> {
  const load = loaders[language];
  const next = load ? compile((await load()).default) : none;
  book = next;
  joiner = language === 'zh' ? '' : ' ';
  known.clear();
}

/**
 * The back end speaks English. Its sentences are known here by their codes; one that is not known
 * stays as it is. What varies in it is taken over: translated where it is a sentence, in the reader's
 * notation where it is a figure, word for word where it is a name.
 */
export function said(text: string, code = ''): string {
  if (book === none || text === '') return text;
  const key = `${locale()}\n${code}\n${text}`;
  let out = known.get(key);
  if (out === undefined) {
    out = translate(text, code) ?? pieces(text) ?? text;
    if (known.size > 2000) known.clear();
    known.set(key, out);
  }
  return out;
}

function compile(sentences: Sentences): Book {
  const made: Book = { exact: new Map(), patterns: [] };
  for (const [code, all] of Object.entries(sentences)) {
    for (const [english, to] of Object.entries(all)) {
      if (!/\{\d\}/.test(english)) made.exact.set(english, to);
      else made.patterns.push({ code, to, regexp: regexpOf(english), names: namesIn(english) });
    }
  }
  // The longer one says more: "{0} long. TikTok takes 3 s." before "{0}, {1}.".
  made.patterns.sort((a, b) => b.regexp.source.length - a.regexp.source.length);
  return made;
}

function regexpOf(english: string): RegExp {
  const source = english
    .split(/(\{\d\})/)
    .map((part) => {
      const hole = /^\{(\d)\}$/.exec(part);
      return hole ? `(?<p${hole[1]}>.+?)` : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    })
    .join('');
  return new RegExp(`^${source}$`, 'u');
}

/**
 * What may look like a figure and is none: files and programs, in quotes; versions and places, in
 * brackets; and whoever something is said of, because people call themselves "1.5" too.
 */
const named = [
  /“\{(\d)\}”/g,
  /\(\{(\d)\}\)/g,
  /\{(\d)\} (?:has|hasn't|can't|is signed|was to)\b/g,
  /\b(?:sign-in of|clocks of|Clocks in|In|lets|as) \{(\d)\}/g,
];

function namesIn(english: string): Set<string> {
  return new Set(named.flatMap((place) => [...english.matchAll(place)].map((m) => m[1] ?? '')));
}

function translate(text: string, code: string): string | undefined {
  const exact = book.exact.get(text);
  if (exact !== undefined) return exact;
  const own = code === '' ? undefined : match(text, (p) => p.code === code);
  return own ?? match(text, (p) => p.code !== code || code === '');
}

function match(text: string, which: (p: Pattern) => boolean): string | undefined {
  for (const p of book.patterns) {
    if (!which(p)) continue;
    const found = p.regexp.exec(text)?.groups;
    if (found) {
      return p.to.replace(/\{(\d)\}/g, (_, n) => {
        const text = found[`p${n}`] ?? '';
        return p.names.has(n) ? text : part(text);
      });
    }
  }
  return undefined;
}

const part = (text: string) => book.exact.get(text) ?? inNotation(text);

/** Several sentences behind one another: each is known, or the whole stays English. */
function pieces(text: string): string | undefined {
  for (let at = text.lastIndexOf('. '); at > 0; at = text.lastIndexOf('. ', at - 1)) {
    const first = translate(text.slice(0, at + 1), '');
    if (first === undefined) continue;
    const rest = text.slice(at + 2);
    const second = translate(rest, '') ?? pieces(rest);
    if (second !== undefined) return first + joiner + second;
  }
  return undefined;
}
