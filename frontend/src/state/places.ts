/** The places of the window and their addresses, in the order of the sidebar. */
export const places = [
  { to: '/', word: 'queue' },
  { to: '/calendar', word: 'calendar' },
  { to: '/library', word: 'library' },
  { to: '/accounts', word: 'accounts' },
  { to: '/privacy', word: 'privacy' },
  { to: '/settings', word: 'settings' },
] as const;

export type Place = (typeof places)[number];

/** Goes to a place from where there is no router: a command, a shortcut, a notification. */
export function goTo(to: string) {
  window.location.hash = `#${to}`;
}
