import type { Added } from '../backend/types';
import { i18n } from '../i18n/i18n';
import { appStore } from './appStore';
import { fulfil, takeDropIntent } from './dropIntent';
import { select } from './selection';
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
 * and as an event; it is shown once. One clip alone opens at once; of several all are selected.
 */
export function filesAdded(added: Added) {
  const { postIds, refused } = added;
  const key = JSON.stringify([postIds, refused]);
  if (key === last) return;
  last = key;
  setTimeout(() => {
    if (last === key) last = '';
  }, 2000);
  whenKnown(postIds, () => show(added));
}

/**
 * Calls once the posts are in the mirror. Their events go another way than the answer that names
 * them, and may come after it; one that was deleted meanwhile is not waited for long.
 */
function whenKnown(ids: readonly string[], call: () => void) {
  const known = () => ids.every((id) => appStore.get().entities.posts.has(id));
  if (known()) return call();
  const end = () => {
    stop();
    clearTimeout(timer);
    call();
  };
  const stop = appStore.subscribe(() => known() && end());
  const timer = setTimeout(end, 2000);
}

function show(added: Added) {
  const { postIds, refused } = added;
  const intent = takeDropIntent();
  const [first] = postIds;
  if (first !== undefined) {
    setUi({ currentId: first, search: '', stateFilter: 'all', accountFilter: null });
    const take = taker;
    taker = null;
    if (take) take(added);
    else if (postIds.length === 1 && uiStore.get().composerId === null) openComposer(first);
    else if (postIds.length > 1) select(postIds);
    if (intent) void fulfil(postIds, intent);
  }
  const photos = refused.filter((r) => isPhoto(r.name));
  const others = refused.filter((r) => !isPhoto(r.name));
  if (postIds.length > 1) {
    const needs = needing(postIds);
    notify({
      tone: needs.length > 0 ? 'amber' : 'green',
      title: i18n.t('notice.added', { count: postIds.length }),
      text:
        needs.length > 0
          ? i18n.t('notice.addedNeed', { count: needs.length, why: needs[0] ?? '' })
          : i18n.t('notice.addedText'),
      fades: needs.length === 0,
    });
  }
  if (photos.length > 0) {
    notify({
      tone: 'red',
      title: photos.length === 1 ? (photos[0]?.name ?? '') : i18n.t('drop.photoTitle'),
      text: i18n.t('drop.photo'),
      fades: false,
    });
  }
  for (const r of others.slice(0, 3)) {
    notify({ tone: 'red', title: r.name, text: r.message, fades: false });
  }
  if (others.length > 3) {
    notify({
      tone: 'red',
      title: i18n.t('notice.refusedMore', { count: others.length - 3 }),
      text: '',
      fades: false,
    });
  }
}

/** Why drafts need the user: TikTok would refuse them. Files not taken have their own notices. */
function needing(postIds: readonly string[]): string[] {
  const { posts, media } = appStore.get().entities;
  return postIds.flatMap((id) => {
    const clip = media.get(posts.get(id)?.mediaId ?? '');
    const worst = clip?.findings.find((f) => f.severity === 'refused');
    return worst ? [worst.message] : [];
  });
}

/** TikTok's interface takes photos from a web address only. */
const isPhoto = (name: string) =>
  /\.(jpe?g|png|hei[cf]|webp|gif|avif|tiff?|bmp|dng|cr2|nef|arw)$/i.test(name);
