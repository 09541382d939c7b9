import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import en from './en.json';

/**
 * The catalogues. English is complete by definition; es, id and zh are added here as files of
 * the same shape and loaded with the window.
 */
export const catalogues = { en: { translation: en } } as const;

export type Language = keyof typeof catalogues;

export const i18n = i18next.createInstance();

void i18n.use(initReactI18next).init({
  resources: catalogues,
  lng: pickLanguage(globalThis.navigator?.languages ?? []),
  fallbackLng: 'en',
  interpolation: { escapeValue: false },
  returnNull: false,
  initAsync: false,
});

/** The first language of the system that has a catalogue. */
export function pickLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const base = tag.split('-')[0];
    if (base !== undefined && base in catalogues) return base as Language;
  }
  return 'en';
}
