import * as calls from '../../backend/calls';
import type { BulkResult, Post, PostInput } from '../../backend/types';
import { i18n } from '../../i18n/i18n';
import { naiveAt, readWall } from '../../lib/wallTime';
import { attempt, chooseFiles, titleOf } from '../../state/actions';
import { appStore } from '../../state/appStore';
import { takePost } from '../../state/boot';
import { takeNextFiles } from '../../state/filesAdded';
import { canUnplan, zoneFor } from '../../state/moving';
import { notify, offerUndo, openComposer, setUi } from '../../state/ui';
import { stuckBecause } from './calendarModel';
import { announce, setMoving, shownZone } from './calendarStore';
import { shifted, type Target, targetAt } from './moveModel';
import { movedWords, nameOf, noteWords, whenWords } from './words';

const whenOf = ({ wall, zone }: Target) => ({ now: false, wall, zone });

export const postOf = (id: string) => appStore.get().entities.posts.get(id);

export const slotsOf = (accountId: string) =>
  appStore.get().entities.accounts.get(accountId)?.slots ?? [];

/** The zone in which a new time of this post is chosen. */
export const ownZone = (post: Post) => zoneFor(post, slotsOf(post.accountId), shownZone());

/** Gives a post another time: at once on the screen, for ten seconds to be taken back. */
export async function movePost(id: string, target: Target) {
  const post = postOf(id);
  if (!post || refuse(post)) return;
  if (target.at <= new Date()) {
    announce(i18n.t('calendar.past'));
    return;
  }
  setMoving(id, target.at);
  const title = titleOf(post);
  await act(() => calls.movePost(id, whenOf(target)), movedWords(title, post, target));
  setMoving(id, null);
}

/** Takes a post's time away; it waits in the tray. */
export async function unplanPost(id: string) {
  const post = postOf(id);
  if (!post || post.scheduledAt === '' || refuse(post)) return;
  if (!canUnplan(post)) {
    announce(i18n.t('calendar.stuck.unplan'));
    return;
  }
  const label = i18n.t('calendar.unplanned', { title: titleOf(post) });
  await act(() => calls.unplanPosts([id]), label);
}

/** Does an act on posts and offers to take it back; what was refused is told with its reason. */
async function act(run: () => Promise<BulkResult>, label: string) {
  const done = await attempt(run);
  if (!done) return;
  for (const p of done.posts) takePost(p);
  const [refused] = done.refused;
  if (refused) tell(refused.message);
  else offerBack(label, done.undo);
}

function offerBack(label: string, token: string) {
  if (token === '') return;
  const back = async () => {
    const posts = await attempt(() => calls.undoPosts(token));
    for (const p of posts ?? []) takePost(p);
  };
  offerUndo(label, back, null, 'move');
}

function refuse(post: Post): boolean {
  const why = stuckBecause(post);
  if (why) announce(i18n.t(`calendar.stuck.${why}`));
  return why !== null;
}

/** Gives a post its account's next free slot. */
export async function takeNextSlot(id: string) {
  const post = postOf(id);
  if (!post || refuse(post)) return;
  if (post.accountId === '') return tell(i18n.t('calendar.noAccount'));
  const free = await attempt(() => calls.freeSlots(post.accountId, '', 1));
  const slot = free?.[0];
  if (slot) return movePost(id, targetAt(readWall(slot.wall), slot.zone));
  const account = appStore.get().entities.accounts.get(post.accountId);
  if (free) tell(i18n.t('calendar.noSlots', { account: nameOf(account) }));
}

function tell(title: string) {
  notify({ tone: 'grey', title, text: '', fades: true });
  announce(title);
}

/** How long steps by keyboard are gathered before the post is really moved. */
const restMs = 700;
let nudging: { id: string; target: Target; timer: ReturnType<typeof setTimeout> } | null = null;

/** Moves a post by keyboard steps; several in a row become one move, which is undone as one. */
export function nudge(id: string, by: { days: number; minutes: number }) {
  const post = postOf(id);
  if (!post || refuse(post)) return;
  if (nudging && nudging.id !== id) settleNudge();
  const last = nudging?.target;
  const from = last ? { ...post, wall: last.wall, zone: last.zone } : post;
  const at = last?.at ?? new Date(post.scheduledAt);
  const target = shifted(from, naiveAt(at, shownZone()), by, shownZone());
  if (target.at <= new Date()) {
    announce(i18n.t('calendar.past'));
    return;
  }
  clearTimeout(nudging?.timer);
  nudging = { id, target, timer: setTimeout(settleNudge, restMs) };
  setMoving(id, target.at);
  announce(noteWords(target) || whenWords(target.at, target.zone));
}

/** Stores a move by keyboard that is still being gathered. */
export function settleNudge() {
  if (!nudging) return;
  const { id, target, timer } = nudging;
  nudging = null;
  clearTimeout(timer);
  void movePost(id, target);
}

/** Where a new post is to stand. */
export type Place = { accountId: string; target: Target };

/** A new post at a place of the calendar: the clip is chosen first, then the composer opens. */
export async function composeAt({ accountId, target }: Place) {
  const forget = takeNextFiles((added) => {
    const [first] = added.postIds;
    if (first) void place(first, accountId, target);
  });
  await chooseFiles();
  // Canceled: what is dropped later is not meant for this place.
  forget();
}

async function place(id: string, accountId: string, target: Target) {
  await attempt(async () => {
    const [post] = (await calls.movePost(id, whenOf(target))).posts;
    if (!post) return;
    takePost(post);
    if (accountId) takePost(await calls.savePost(id, { ...inputOf(post), accountId }));
  });
  openComposer(id);
}

function inputOf(post: Post): PostInput {
  const { accountId, caption, privacy, allowComment, allowDuet, allowStitch } = post;
  const { yourBrand, brandedContent, aiGenerated, coverMs, fit, cropX, cropY } = post;
  const { trimStartMs, trimEndMs, trimAtKeyframe, loudness, remake } = post;
  return {
    ...{ accountId, caption, privacy, allowComment, allowDuet, allowStitch, yourBrand },
    ...{ brandedContent, aiGenerated, coverMs, fit, cropX, cropY, trimStartMs, trimEndMs },
    ...{ trimAtKeyframe, loudness, remake, mode: post.mode || 'direct' },
  };
}

/** Opens a post: to be edited, decided on, or looked at. */
export function openPost(id: string) {
  const post = postOf(id);
  if (!post) return;
  settleNudge();
  if (post.state === 'uncertain') setUi({ uncertainId: id, currentId: id });
  else if (post.editable) openComposer(id);
  else setUi({ previewId: id, currentId: id });
}
