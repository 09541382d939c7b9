import type { CategoryCount, ErasePlan, EraseReport, EraseScope } from '../types';
import { attempted, inFlight } from './fakeInventory';
import type { FakePrivacy } from './fakePrivacy';
import { wire } from './fakeWire';

const originals = 'Your original files stay where they are. Cuedrop never changes or removes them.';
const recorded =
  'That you erased something is recorded: when, how far and with what outcome, and nothing of what it was.';
const beyond = [
  'What TikTok has: posts that went out stay there until you delete them on TikTok.',
  'Copies that the system or you made of the folder: snapshots, backups of the computer, synchronised folders, exported files.',
  'What the drive itself keeps: an SSD may hold old blocks for a while. What was sealed can’t be read from them once the key is gone.',
];

/** What an erasure would take and leave. */
export function erasePlan(held: FakePrivacy, scope: EraseScope, id: string): ErasePlan {
  const posts = [...held.state.posts.values()].filter(
    (p) => scope === 'all' || (scope === 'account' ? p.accountId === id : p.id === id),
  );
  const account = held.state.accounts.get(id);
  if ((scope === 'account' && !account) || (scope === 'post' && posts.length === 0)) {
    throw wire('not_found', 'privacy.gone', 'That is no longer here. There is nothing to erase.');
  }
  const goes: CategoryCount[] = [
    { id: 'content', count: posts.length },
    { id: 'record', count: posts.filter((p) => attempted.includes(p.state)).length },
  ];
  if (scope !== 'post') {
    const lines = held.ledger.rows.filter((r) => scope === 'all' || r.accountId === id).length;
    goes.unshift(
      { id: 'account', count: scope === 'all' ? held.state.accounts.size : 1 },
      { id: 'credentials', count: scope === 'all' ? held.state.accounts.size : 1 },
    );
    goes.push({ id: 'technical', count: lines });
  }
  if (scope === 'all' && held.hasProfile) goes.unshift({ id: 'profile', count: 3 });
  return {
    scope,
    id,
    confirm:
      scope === 'all' ? held.state.workspace : scope === 'account' ? (account?.username ?? '') : '',
    goes: goes.filter((g) => g.count > 0),
    stays: [
      originals,
      recorded,
      scope === 'all'
        ? 'If TikTok can’t be reached, the end of the sign-in is kept sealed until TikTok has been told of it.'
        : 'Lines of the list of requests that name no account stay until their time is over.',
    ],
    beyond,
    inFlight: posts.filter((p) => inFlight.includes(p.state)).map((p) => p.id),
    unsettled: posts.filter((p) => p.state === 'uncertain').map((p) => p.id),
  };
}

export async function erase(
  held: FakePrivacy,
  scope: EraseScope,
  id: string,
  confirm: string,
  unsettled: boolean,
): Promise<EraseReport> {
  const plan = erasePlan(held, scope, id);
  if (confirm !== plan.confirm) {
    throw wire('invalid', 'privacy.confirm', 'The name typed is another one. Nothing was erased.');
  }
  if (plan.unsettled.length > 0 && !unsettled) {
    throw wire('conflict', 'privacy.unsettled', 'Say first what is to become of open posts.');
  }
  const before = held.state.accounts.size;
  for (const p of [...held.state.posts.values()]) {
    const gone = scope === 'all' || (scope === 'account' ? p.accountId === id : p.id === id);
    if (gone) held.state.remove(p.id);
  }
  if (scope === 'account') {
    held.state.removeAccount(id);
    held.ledger.forget(id);
  }
  if (scope === 'all') {
    for (const a of [...held.state.accounts.keys()]) held.state.removeAccount(a);
    held.ledger.rows = [];
    held.hasProfile = false;
  }
  const ended = before - held.state.accounts.size;
  if (ended > 0 && !held.offline) held.send({ feature: 'revoke' });
  held.note('erasure', scope, held.eraseMs);
  return {
    scope,
    gone: plan.goes,
    files: 3 * (plan.goes.find((g) => g.id === 'content')?.count ?? 0),
    scannedBytes: 48_200_000,
    remainingBytes: held.remaining,
    where: held.remaining > 0 ? ['database'] : [],
    searched: true,
    revoked: held.offline ? 0 : ended,
    queued: held.offline ? ended : 0,
    beyond: plan.beyond,
    elapsedMs: held.eraseMs,
  };
}
