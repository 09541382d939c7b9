import type { Snippet } from '../types';
import { wire } from './fakeWire';

/** Words for captions, as a small workspace has them. */
export function snippetBindings() {
  let count = 3;
  let all: Snippet[] = [
    ['Coaching', '#surfcoach #surfing101'],
    ['Indonesia', '#indonesia #uluwatu #bali'],
    ['Surf, daily', '#surf #surfcoach #indonesia'],
  ].map(([name = '', text = ''], i) => ({
    id: `s${i + 1}`,
    kind: 'hashtags',
    name,
    text,
    accountId: '',
  }));
  all.push({
    id: 's0',
    kind: 'text',
    name: 'Hours',
    text: 'Open Tuesday to Sunday.',
    accountId: '',
  });
  all.push({ id: 't1', kind: 'template', name: '', text: '{file}, {date} #surf', accountId: 'a1' });
  return {
    Snippets: async () => structuredClone(all),
    SaveSnippet: async (s: Snippet) => {
      const alike = (o: Snippet) => o.name.toLowerCase() === s.name.toLowerCase();
      if (s.kind !== 'template' && all.some((o) => o.id !== s.id && alike(o))) {
        throw wire(
          'conflict',
          'snippet.name_taken',
          'Another one has this name. Choose a different name.',
        );
      }
      const kept = { ...s, id: s.id || `s${++count}` };
      const others = all.filter(
        (o) => o.id !== kept.id && !(kept.kind === 'template' && o.accountId === kept.accountId),
      );
      all = [...others, kept];
      return kept;
    },
    RemoveSnippet: async (id: string) => {
      all = all.filter((s) => s.id !== id);
    },
  };
}
