import {
  IconCalendar,
  IconLayoutList,
  IconMovie,
  IconSettings,
  IconShieldLock,
  IconUsers,
} from '@tabler/icons-react';

/** The places of the window, in the order of the sidebar. The word is a key of `nav`. */
export const places = [
  { to: '/', word: 'queue', icon: IconLayoutList },
  { to: '/calendar', word: 'calendar', icon: IconCalendar },
  { to: '/library', word: 'library', icon: IconMovie },
  { to: '/accounts', word: 'accounts', icon: IconUsers },
  { to: '/privacy', word: 'privacy', icon: IconShieldLock },
  { to: '/settings', word: 'settings', icon: IconSettings },
] as const;

export type Place = (typeof places)[number];
