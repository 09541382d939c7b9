import type { Added } from '../backend/types';
import { i18n } from '../i18n/i18n';
import { notify, openComposer, setUi, uiStore } from './ui';

let last = '';
let taker: ((added: Added) => void) | null = null;

/**
 * The next files are for a place that was chosen before them: take opens them instead. Returns
 * the function that gives this up.
 */
export function takeNextFiles(take: (added: Added) => void): () => void {
  taker = take;
  return () => {
    if (taker === take) taker = null;
  };
}

/**
 * Shows what became of dropped or chosen files. The same answer may come twice, from the call
 * and as an event; it is shown once. One clip alone opens at once.
 */
export function filesAdded(added: Added) {
  const { postIds, refused } = added;
  const key = JSON.stringify([postIds, refused]);
  if (key === last) return;
  last = key;
  setTimeout(() => {
    if (last === key) last = '';
  }, 2000);

  const first = postIds[0];
  if (first !== undefined) {
    setUi({ currentId: first, search: '', stateFilter: 'all', accountFilter: null });
    const take = taker;
    taker = null;
    if (take) take(added);
    else if (postIds.length === 1 && uiStore.get().composerId === null) openComposer(first);
  }
  if (postIds.length > 1) {
    notify({
      tone: 'green',
      title: i18n.t('notice.added', { count: postIds.length }),
      text: i18n.t('notice.addedText'),
      fades: true,
    });
  }
  for (const r of refused.slice(0, 3)) {
    notify({ tone: 'red', title: r.name, text: r.message, fades: false });
  }
  if (refused.length > 3) {
    notify({
      tone: 'red',
      title: i18n.t('notice.refusedMore', { count: refused.length - 3 }),
      text: '',
      fades: false,
    });
  }
}
