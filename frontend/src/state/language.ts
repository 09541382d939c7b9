import { setSpoken, setLanguage as storeLanguage } from '../backend/calls';
import { type Language, languages, speak, systemLanguage } from '../i18n/i18n';
import { attempt } from './actions';
import { appStore } from './appStore';
import { useStore } from './createStore';

/** A language of the catalogues, or whichever the system has. */
export type LanguageChoice = 'system' | Language;

export const languageChoices: readonly LanguageChoice[] = ['system', ...languages];

/** What the user chose, and what is spoken because of it. */
export function useLanguage(): { choice: LanguageChoice; language: Language } {
  const choice = useStore(appStore, (s) => choiceOf(s.entities.preferences.language));
  return { choice, language: languageOf(choice) };
}

/** Keeps the choice; what the window says follows once it is stored. */
export const setLanguage = (choice: LanguageChoice) => attempt(() => storeLanguage(choice));

/** Speaks what a preference asks for, or what was chosen last on this computer, and tells the back end which language that is. */
export async function speakAs(preference: string) {
  const language = languageOf(choiceOf(preference));
  await speak(language);
  // Notifications and the tray go on in the old one if that fails; nothing here depends on it.
  void setSpoken(language).catch(() => undefined);
}

/** Follows the preference; retell is called after every change. */
export function watchLanguage(retell: () => void): () => void {
  let before = appStore.get().entities.preferences.language;
  return appStore.subscribe(() => {
    const now = appStore.get().entities.preferences.language;
    if (now === before) return;
    before = now;
    void speakAs(now).then(retell);
  });
}

/** A newer version may have stored a language that this one does not have. */
function choiceOf(preference: string): LanguageChoice {
  return languageChoices.find((c) => c === preference) ?? 'system';
}

const languageOf = (choice: LanguageChoice): Language =>
  choice === 'system' ? systemLanguage() : choice;
