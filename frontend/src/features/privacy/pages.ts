import {
  IconArrowUpRight,
  IconBuilding,
  IconCalendarTime,
  IconDatabase,
  IconEraser,
  IconFileDownload,
  IconFileText,
  IconHandStop,
  IconListCheck,
  IconShieldCheck,
  type TablerIcon,
} from '@tabler/icons-react';
import type { PrivacyPage } from '../../state/ui';

export type Group = 'see' | 'decide' | 'prove';

/** The pages, grouped by what one comes for: to see, to decide, to prove. */
export const groups: readonly {
  word: Group;
  pages: readonly { page: PrivacyPage; icon: TablerIcon }[];
}[] = [
  {
    word: 'see',
    pages: [
      { page: 'leaves', icon: IconArrowUpRight },
      { page: 'recipients', icon: IconBuilding },
      { page: 'stored', icon: IconDatabase },
    ],
  },
  {
    word: 'decide',
    pages: [
      { page: 'kept', icon: IconCalendarTime },
      { page: 'choices', icon: IconHandStop },
      { page: 'take', icon: IconFileDownload },
      { page: 'erase', icon: IconEraser },
    ],
  },
  {
    word: 'prove',
    pages: [
      { page: 'used', icon: IconListCheck },
      { page: 'policies', icon: IconFileText },
      { page: 'security', icon: IconShieldCheck },
    ],
  },
];
