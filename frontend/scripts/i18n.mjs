// Keeps the catalogues in step with English.
//
//   node scripts/i18n.mjs missing es            what es lacks, as JSON with the English text
//   node scripts/i18n.mjs apply es FILE         puts what FILE (the same shape) translates in place
//   node scripts/i18n.mjs missing es sentences  the same for the sentences of the back end
//   node scripts/i18n.mjs apply es FILE sentences
//   node scripts/i18n.mjs leave                 lists untranslated sentences as left in English
//
// `apply` also drops what English no longer has, and writes every file in the order of en.json.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const [, , command, language, ...rest] = process.argv;
const folder = fileURLToPath(new URL('../src/i18n/', import.meta.url));
const languages = ['es', 'id', 'zh'];

const read = (name) => JSON.parse(readFileSync(`${folder}${name}.json`, 'utf8'));
const write = (name, value) =>
  writeFileSync(`${folder}${name}.json`, `${JSON.stringify(value, null, 2)}\n`);

/** The plural forms a language has; Spanish's form for whole millions is made when it is loaded. */
export function formsOf(lang) {
  return new Intl.PluralRules(lang).resolvedOptions().pluralCategories.filter((f) => f !== 'many');
}

const plural = /_(zero|one|two|few|many|other)$/;

/** The keys that a language should have, in the order of English. */
function wanted(en, lang) {
  const out = {};
  for (const [key, value] of Object.entries(en)) {
    if (typeof value !== 'string') out[key] = wanted(value, lang);
    else if (plural.test(key) && !key.endsWith('_zero')) {
      const base = key.replace(plural, '');
      for (const form of formsOf(lang)) out[`${base}_${form}`] ??= en[`${base}_${form}`] ?? value;
    } else out[key] = value;
  }
  return out;
}

function missing(want, have = {}) {
  const out = {};
  for (const [key, value] of Object.entries(want)) {
    if (typeof value === 'string') {
      if (typeof have[key] !== 'string') out[key] = value;
    } else {
      const inner = missing(value, typeof have[key] === 'object' ? have[key] : {});
      if (Object.keys(inner).length > 0) out[key] = inner;
    }
  }
  return out;
}

function merged(want, have = {}, more = {}) {
  const out = {};
  for (const [key, value] of Object.entries(want)) {
    if (typeof value === 'string') {
      const text = typeof more[key] === 'string' ? more[key] : have[key];
      if (typeof text === 'string') out[key] = text;
    } else {
      const inner = merged(value, have[key], more[key]);
      if (Object.keys(inner).length > 0) out[key] = inner;
    }
  }
  return out;
}

/** English sentences as a catalogue: by code, each beside itself. */
function sentences() {
  const out = {};
  for (const [code, all] of Object.entries(read('backend/en'))) {
    out[code] = Object.fromEntries(all.map((s) => [s, s]));
  }
  return out;
}

function main() {
  const back = rest.includes('sentences');
  const name = back ? `backend/${language}` : language;
  if (command === 'leave') {
    const left = new Set();
    for (const lang of languages) {
      for (const all of Object.values(missing(sentences(), read(`backend/${lang}`)))) {
        for (const s of Object.keys(all)) left.add(s);
      }
    }
    write('backend/untranslated', [...left].sort());
    return;
  }
  if (!languages.includes(language)) throw new Error(`a language: ${languages.join(', ')}`);
  const want = back ? sentences() : wanted(read('en'), language);
  if (command === 'missing') {
    console.log(JSON.stringify(missing(want, read(name)), null, 2));
  } else if (command === 'apply') {
    const more = JSON.parse(readFileSync(rest[0], 'utf8'));
    write(name, merged(want, read(name), more));
  } else {
    throw new Error('missing LANG, apply LANG FILE, or leave');
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
