import {
  IconCalendar,
  IconLayoutList,
  IconMovie,
  IconSettings,
  IconShieldLock,
  IconUsers,
  type TablerIcon,
} from '@tabler/icons-react';
import { type Place, places } from '../../state/places';

const icons: Record<Place['word'], TablerIcon> = {
  queue: IconLayoutList,
  calendar: IconCalendar,
  library: IconMovie,
  accounts: IconUsers,
  privacy: IconShieldLock,
  settings: IconSettings,
};

/** The places with their icons. The word is a key of `nav`. */
export const placeLooks = places.map((p) => ({ ...p, icon: icons[p.word] }));
