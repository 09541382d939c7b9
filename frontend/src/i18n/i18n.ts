import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { setLocale } from '../lib/locale';
import en from './en.json';
import { loadSentences } from './sentences';

/** The languages of the window, in the order in which settings offer them. */
export const languages = ['en', 'es', 'id', 'zh'] as const;

export type Language = (typeof languages)[number];

/** Each in its own words: who looks for a language reads that one. */
export const languageNames: Record<Language, string> = {
  en: 'English',
  es: 'Español',
  id: 'Bahasa Indonesia',
  zh: '简体中文',
};

type Catalogue = { [key: string]: string | Catalogue };

/** English is part of the window; the others come when they are asked for. */
const loaders: Record<Exclude<Language, 'en'>, () => Promise<Catalogue>> = {
  es: async () => {
    const [words] = await Promise.all([import('./es.json'), import('dayjs/locale/es')]);
    return words.default;
  },
  id: async () => {
    const [words] = await Promise.all([import('./id.json'), import('dayjs/locale/id')]);
    return words.default;
  },
  zh: async () => {
    const [words] = await Promise.all([import('./zh.json'), import('dayjs/locale/zh')]);
    return words.default;
  },
};

export const i18n = i18next.createInstance();

void i18n.use(initReactI18next).init({
  resources: { en: { translation: en } },
  lng: 'en',
  fallbackLng: 'en',
  interpolation: { escapeValue: false },
  returnNull: false,
  initAsync: false,
});

/** The first language of the system that has a catalogue. */
export function pickLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const base = tag.split('-')[0];
    const found = languages.find((l) => l === base);
    if (found) return found;
  }
  return 'en';
}

const systemTags = () => globalThis.navigator?.languages ?? [];

/** The language that the system asks for. */
export const systemLanguage = (): Language => pickLanguage(systemTags());

let latest = 0;

/** Speaks a language from now on. It is loaded first, so that no word of another is seen. */
export async function speak(language: Language): Promise<void> {
  const turn = ++latest;
  if (language !== 'en') {
    const load = loaders[language];
    const [words] = await Promise.all([
      i18n.hasResourceBundle(language, 'translation') ? undefined : load(),
      loadSentences(language),
    ]);
    if (words) i18n.addResourceBundle(language, 'translation', withMany(words));
  }
  // Somebody chose another one while this was loading.
  if (turn !== latest) return;
  // The system's own tag knows the country: its decimals and its order of dates.
  setLocale(systemTags().find((tag) => tag.split('-')[0] === language) ?? language);
  await i18n.changeLanguage(language);
  document.documentElement.lang = language === 'zh' ? 'zh-Hans' : language;
}

/**
 * Spanish has a form of its own for whole millions. The catalogues leave it out; without it they
 * would be told in English.
 */
function withMany(words: Catalogue): Catalogue {
  const out: Catalogue = {};
  for (const [key, value] of Object.entries(words)) {
    out[key] = typeof value === 'string' ? value : withMany(value);
    if (key.endsWith('_other') && typeof value === 'string') {
      out[key.replace(/_other$/, '_many')] = value;
    }
  }
  return out;
}
