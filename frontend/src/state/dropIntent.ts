import * as calls from '../backend/calls';
import { i18n } from '../i18n/i18n';
import { attempt } from './actions';
import { appStore } from './appStore';
import { takeIn } from './boot';
import { movePosts } from './bulk';

/** What a drop was meant for: an account's drafts, and with Shift its next free slots. */
type DropIntent = { accountId: string; fill: boolean };

const lastsMs = 30 * 60_000;
let meant: (DropIntent & { at: number }) | null = null;

/** Notes what the files just dropped are for; they come as drafts once they are checked. */
export function noteDrop(intent: DropIntent, now = Date.now()) {
  meant = { ...intent, at: now };
}

/** What the files that have come were dropped for, once; null for others. */
export function takeDropIntent(now = Date.now()): DropIntent | null {
  const found = meant;
  meant = null;
  if (!found || now - found.at > lastsMs || found.accountId === '') return null;
  return { accountId: found.accountId, fill: found.fill };
}

/** Gives new drafts what they were dropped for. None of it is sent: they still wait for consent. */
export async function fulfil(ids: readonly string[], { accountId, fill }: DropIntent) {
  const { posts } = appStore.get().entities;
  const without = ids.filter((id) => posts.get(id)?.accountId === '');
  if (without.length > 0) {
    const edits = without.map((id) => ({
      id,
      setAccount: true,
      accountId,
      setCaption: false,
      caption: '',
    }));
    const result = await attempt(() => calls.editPosts({ edits }));
    if (!result) return;
    takeIn(result.posts.map((payload) => ({ type: 'post:changed', payload })));
  }
  if (!fill) return;
  const some = ids.slice(0, 200);
  const slots = (await attempt(() => calls.freeSlots(accountId, '', some.length))) ?? [];
  const moves = slots.flatMap(({ wall, zone }, i) => {
    const id = some[i];
    return id ? [{ id, when: { now: false, wall, zone }, slot: true }] : [];
  });
  if (moves.length > 0) await movePosts(moves, i18n.t('drop.filled', { count: moves.length }));
}
