import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatLength, formatSpan } from '../lib/duration';
import sentences from './backend/en.json';
import sentencesEs from './backend/es.json';
import sentencesId from './backend/id.json';
import untranslated from './backend/untranslated.json';
import sentencesZh from './backend/zh.json';
import en from './en.json';
import es from './es.json';
import { pickLanguage } from './i18n';
import id from './id.json';
import zh from './zh.json';

const others = { es, id, zh };
const told: Record<keyof typeof others, Record<string, Record<string, string>>> = {
  es: sentencesEs,
  id: sentencesId,
  zh: sentencesZh,
};

/**
 * Keys that are put together otherwise than in a template literal. Those of `t(`nav.${word}`)` are
 * found by themselves.
 */
const dynamic: RegExp[] = [
  /^shortcuts\./,
  /^palette\.command\./,
  /^(computer|settings)\.\w+\.(name|why)$/, // rows of Settings
];

/** TikTok prescribes these word for word, in English (docs/decisions/0013-languages.md). */
const prescribed = [
  'composer.consent.music',
  'composer.consent.branded',
  'composer.promotional',
  'composer.paid',
  'composer.discloseMissing',
  'composer.brandedPrivate',
];

const plural = /_(zero|one|two|few|many|other)$/;

function flat(tree: object, prefix = ''): Map<string, string> {
  const out = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    const name = prefix ? `${prefix}.${key}` : key;
    if (typeof value === 'string') out.set(name, value);
    else for (const [k, v] of flat(value as object, name)) out.set(k, v);
  }
  return out;
}

/** English's keys, with the plural forms that the language has. */
function wanted(language: string): Set<string> {
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  const out = new Set<string>();
  for (const key of flat(en).keys()) {
    if (!plural.test(key) || key.endsWith('_zero')) out.add(key);
    else for (const f of forms) if (f !== 'many') out.add(key.replace(plural, `_${f}`));
  }
  return out;
}

const holes = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((m) => m[1]).sort();
const tags = (text: string) => [...text.matchAll(/<\/?(\w+)>/g)].map((m) => m[0]).sort();

describe.each(Object.entries(others))('the catalogue of %s', (language, catalogue) => {
  const words = flat(catalogue);
  const english = flat(en);

  it('has every key of English and no other', () => {
    const want = wanted(language);
    expect([...want].filter((k) => !words.has(k))).toEqual([]);
    expect([...words.keys()].filter((k) => !want.has(k))).toEqual([]);
  });

  it('has words where English has them', () => {
    for (const [key, text] of english) {
      if (text !== '' && words.has(key)) expect(words.get(key), key).not.toBe('');
    }
  });

  it('keeps every variable and every link', () => {
    for (const [key, text] of words) {
      const of = english.get(key) ?? english.get(key.replace(plural, '_other')) ?? '';
      const one = english.get(key.replace(plural, '_one'));
      const fits = [of, one].some(
        (e) => e !== undefined && String(holes(e)) === String(holes(text)),
      );
      expect(fits, `${key}: ${text}`).toBe(true);
      expect(tags(text), key).toEqual(tags(of));
    }
  });

  it('is not English left lying about', () => {
    // One or two words may well be the same in both: names, units.
    const long = (text: string) =>
      (text.replace(/\{\{\w+\}\}/g, '').match(/\p{L}{2,}/gu) ?? []).length > 2;
    const same = [...words].filter(([k, text]) => long(text) && english.get(k) === text);
    const free = same.map(([k]) => k).filter((k) => !prescribed.includes(k));
    expect(free).toEqual([]);
  });

  it('leaves to TikTok the words that are TikTok’s', () => {
    for (const key of prescribed) expect(words.get(key), key).toBe(english.get(key));
  });

  it('explains what stays in English', () => {
    for (const key of ['music', 'branded', 'promotional', 'paid', 'discloseMissing']) {
      expect(words.get(`composer.gloss.${key}`), key).not.toBe('');
    }
  });

  it('speaks without dashes, exclamation marks and double spaces', () => {
    for (const [key, text] of words) expect(text, key).not.toMatch(/[—–!！¡]| {2}/);
  });

  it('has the sentences of the back end, or says that they are left in English', () => {
    const mine = told[language as keyof typeof told];
    const left = new Set<string>(untranslated);
    const lacking: string[] = [];
    for (const [code, all] of Object.entries<string[]>(sentences)) {
      for (const s of all) if (mine[code]?.[s] === undefined && !left.has(s)) lacking.push(s);
    }
    expect(lacking).toEqual([]);
  });

  it('translates no sentence that the back end no longer says, and loses no variable', () => {
    const all = new Map<string, string[]>(Object.entries(sentences));
    for (const [code, mine] of Object.entries(told[language as keyof typeof told])) {
      for (const [english, text] of Object.entries(mine)) {
        expect(all.get(code) ?? [], code).toContain(english);
        const of = (s: string) => [...s.matchAll(/\{\d\}/g)].map((m) => m[0]).sort();
        expect(of(text), english).toEqual(of(english));
      }
    }
  });
});

describe('the English catalogue', () => {
  it('has no key that nothing asks for', () => {
    const source = files('src')
      .map((f) => readFileSync(f, 'utf8'))
      .join('\n');
    const literal = new Set(
      [...source.matchAll(/['"`]([a-z]\w*(?:\.\w+)+)['"`]/g)].map((m) => m[1]),
    );
    const templates = [...source.matchAll(/`([a-z]\w*\.(?:[\w.]|\$\{[^`{}]*\})*)`/g)]
      .map((m) => m[1] ?? '')
      .filter((template) => template.includes('${'))
      .map(
        (template) =>
          new RegExp(`^${template.replace(/\$\{[^}]*\}/g, '\\w+')}$`.replace(/\./g, '\\.')),
      );
    // t(`${row.words}.name`), where the words of a row are a literal of their own.
    const endings = [...source.matchAll(/`\$\{[^`{}]*\}((?:\.\w+)+)`/g)].map((m) => m[1] ?? '');
    const hasEnding = (key: string) =>
      endings.some((end) => key.endsWith(end) && literal.has(key.slice(0, -end.length)));
    const unused = [...flat(en).keys()]
      .map((k) => k.replace(plural, ''))
      .filter((k) => ![...templates, ...dynamic].some((t) => t.test(k)))
      .filter((k) => !literal.has(k) && !hasEnding(k));
    expect(unused).toEqual([]);
  });

  it('is what a system without one of our languages gets', () => {
    expect(pickLanguage(['fr-FR', 'zh-TW', 'es'])).toBe('zh');
    expect(pickLanguage(['id-ID'])).toBe('id');
    expect(pickLanguage(['fr', 'de'])).toBe('en');
  });
});

describe('figures in other languages', () => {
  it('have the units of the language', () => {
    expect(formatSpan(168 * 60_000, 'es')).toBe('2 h 48 min');
    expect(formatSpan(168 * 60_000, 'id')).toBe('2 jam 48 mnt');
    expect(formatSpan(168 * 60_000, 'zh')).toBe('2小时48分钟');
    expect(formatSpan(68 * 3_600_000, 'es')).toBe('2 días 20 h');
    expect(formatLength(700, 'es')).toBe('0,7 s');
    expect(formatLength(700, 'zh')).toBe('0.7秒');
  });
});

function files(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((e) => {
    const path = join(dir, e.name);
    if (e.isDirectory()) return files(path);
    return /\.tsx?$/.test(e.name) && !/\.test\.tsx?$/.test(e.name) ? [path] : [];
  });
}
