import type { PolicyText, Preferences } from '../types';

export const policyNow = { version: '1.2', date: '2026-11-03', digest: 'c0ffee'.padEnd(64, '0') };

/** What the scenes of the first run and of a new version differ in. */
export function welcomeScene(scene: string, preferences: Preferences): Preferences {
  const none = { ...policyNow, accepted: false, acceptedVersion: '', acceptedAt: '' };
  switch (scene) {
    case 'welcome':
      return { ...preferences, policy: none, welcomed: false };
    case 'practice':
    case 'practice-bare':
      return { ...preferences, welcomed: false };
    case 'policy':
      return {
        ...preferences,
        policy: { ...none, acceptedVersion: '1.1', acceptedAt: '2026-06-01T10:00:00Z' },
      };
    default:
      return preferences;
  }
}

const block = (kind: string, text = '', items: string[] = []) => ({ kind, text, items, facts: [] });

/** A text of the shape of the real ones, and as long as a page. */
export function fakePolicy(document: string, language: string): PolicyText {
  const facts = [
    { label: 'What', text: 'Name and e-mail address of who uses Cuedrop.', link: '' },
    { label: 'From', text: 'The user types it.', link: '' },
    { label: 'Kept', text: 'Until it is erased.', link: '' },
    { label: 'Goes to', text: 'Nobody: it never leaves this computer.', link: '' },
  ];
  const regions = [
    { label: 'United States', text: 'TikTok Inc.', link: 'tiktok-privacy-us' },
    {
      label: 'Everywhere else',
      text: 'TikTok Pte. Ltd. (Singapore)',
      link: 'tiktok-privacy-world',
    },
  ];
  return {
    document,
    language,
    ...policyNow,
    title: document === 'terms' ? 'Terms' : 'Privacy policy',
    sections: [
      {
        heading: '',
        blocks: [block('text', 'Cuedrop is a program on your computer. It has no server.')],
      },
      {
        heading: 'In short',
        blocks: [
          block('list', '', [
            'Data goes to TikTok and to nobody else.',
            'You can see, correct, take along and erase everything yourself.',
          ]),
        ],
      },
      { heading: 'What is held', blocks: [{ ...block('facts', 'Profile'), facts }] },
      { heading: 'Where it goes', blocks: [{ ...block('links'), facts: regions }] },
      {
        heading: 'Changes',
        blocks: [block('text', 'A new version is announced in the program. '.repeat(12))],
      },
    ],
  };
}
