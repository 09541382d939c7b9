import type { TikTokApp } from '../../backend/types';

export { type AppSource, appSource as sourceOf } from '../../state/permissions';

/** The user's own app can be entered here. The practice app belongs to the sandbox. */
export function mayEdit(app: TikTokApp): boolean {
  return app.editable && app.source !== 'practice';
}

/** What is pasted comes with spaces, line ends and invisible marks; a key has none of them. */
export function cleanKey(text: string): string {
  return text.replace(/[\s\u200b-\u200d\u2060\ufeff]/gu, '');
}

/** The redirect address to register, exactly as TikTok compares it (tiktok-open-api.md 1.1). */
export const redirectUri = 'http://127.0.0.1:*/callback/';
