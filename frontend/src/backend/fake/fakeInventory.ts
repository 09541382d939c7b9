import type { Inventory, ShownRow, StoredCategory } from '../types';
import type { FakePrivacy } from './fakePrivacy';

export const inFlight = ['due', 'prepared', 'init_sent', 'uploading', 'finishing', 'confirming'];
export const attempted = [...inFlight, 'published', 'in_inbox', 'failed', 'uncertain'];

/** How much of each kind the fake holds. */
export function fakeInventory(held: FakePrivacy): Inventory {
  const { posts, accounts } = held.state;
  const all = [...posts.values()];
  const tried = all.filter((p) => attempted.includes(p.state));
  const per = (list: readonly { accountId: string }[], bytes: number) =>
    [...accounts.keys()].map((accountId) => {
      const count = list.filter((x) => x.accountId === accountId).length;
      return { accountId, count, bytes: count * bytes };
    });
  const one = (
    id: string,
    count: number,
    bytes: number,
    part: Partial<StoredCategory> = {},
  ): StoredCategory => ({
    id,
    count,
    bytes,
    retentionDays: held.rules.find((r) => r.category === id)?.days ?? 0,
    leaves: '',
    accounts: [],
    parts: [],
    ...part,
  });
  const signedIn = [...accounts.values()].filter((a) => a.health === 'ok');
  const people = [...accounts.keys()].map((accountId) => ({ accountId }));
  const copies = all.filter((p) => inFlight.includes(p.state) || p.state === 'scheduled').length;
  const lines = held.ledger.rows.length;
  return {
    madeAt: new Date().toISOString(),
    categories: [
      one('profile', held.hasProfile ? 3 : 0, held.hasProfile ? 2_048 : 0, {
        parts: [{ kind: 'table', name: 'setting', count: 3, bytes: 2_048 }],
      }),
      one('account', accounts.size, accounts.size * 18_200, {
        leaves: 'tiktok',
        accounts: per(people, 18_200),
        parts: [{ kind: 'table', name: 'account', count: accounts.size, bytes: 91_000 }],
      }),
      one('credentials', signedIn.length, signedIn.length * 1_340, {
        leaves: 'tiktok',
        accounts: per(
          signedIn.map((a) => ({ accountId: a.id })),
          1_340,
        ),
        parts: [{ kind: 'files', name: 'vault', count: 1, bytes: 412 }],
      }),
      one('content', all.length, all.length * 6_100 + copies * 44_600_000, {
        leaves: 'tiktok_published',
        accounts: per(all, 6_100),
        parts: [
          { kind: 'table', name: 'post', count: all.length, bytes: all.length * 6_100 },
          { kind: 'files', name: 'renditions', count: copies, bytes: copies * 44_600_000 },
          { kind: 'files', name: 'thumbnails', count: all.length, bytes: all.length * 21_000 },
        ],
      }),
      one('record', tried.length, tried.length * 2_400, {
        accounts: per(tried, 2_400),
        parts: [
          { kind: 'table', name: 'attempt', count: tried.length, bytes: tried.length * 900 },
          { kind: 'table', name: 'attempt_event', count: tried.length * 6, bytes: 8_100 },
        ],
      }),
      one('insights', 0, 0),
      one('advertising', 0, 0, { leaves: 'tiktok_on_changes' }),
      one('technical', lines, lines * 210 + 2_100_000, {
        accounts: per(held.ledger.rows, 210),
        parts: [
          { kind: 'table', name: 'request', count: lines, bytes: lines * 210 },
          { kind: 'files', name: 'logs', count: 4, bytes: 1_204_000 },
          { kind: 'files', name: 'backups', count: 7, bytes: 896_000 },
        ],
      }),
      one('requests', held.used.length, held.used.length * 96),
    ],
  };
}

/** The rows of a kind that are shown when somebody looks. */
export function fakeShown(held: FakePrivacy, category: string, accountId: string): ShownRow[] {
  const { posts, accounts } = held.state;
  const mine = (x: { accountId: string }) => accountId === '' || x.accountId === accountId;
  const name = (id: string) => accounts.get(id)?.username ?? '';
  const row = (title: string, detail: string, at = '', postId = ''): ShownRow => ({
    title,
    detail,
    at,
    postId,
  });
  switch (category) {
    case 'profile':
      return held.hasProfile
        ? [
            row('Name', 'Alma Robles'),
            row('E-mail address', 'alma@hollowoak.example'),
            row('Agreed to', 'Privacy policy 1.2, terms 1.1', '2026-11-03T09:12:00Z'),
          ]
        : [];
    case 'account':
      return [...accounts.values()]
        .filter((a) => mine({ accountId: a.id }))
        .map((a) => row(`@${a.username}`, `${a.nickname}. ${a.scopes.join(', ')}`));
    case 'credentials':
      return [...accounts.values()]
        .filter((a) => a.health === 'ok' && mine({ accountId: a.id }))
        .map((a) => row(`Sign-in of @${a.username}`, 'Sealed. It is never shown.'));
    case 'content':
      return [...posts.values()]
        .filter(mine)
        .map((p) =>
          row(p.caption || 'No caption', `@${name(p.accountId)}`, p.updatedAt || '', p.id),
        );
    case 'record':
      return [...posts.values()]
        .filter((p) => mine(p) && attempted.includes(p.state))
        .map((p) => row(p.caption || 'No caption', `1 attempt, ${p.state}`, p.updatedAt, p.id));
    case 'technical':
      return held.ledger.rows
        .filter(mine)
        .slice(0, 500)
        .map((r) => row(`${r.method} ${r.host}`, `${r.path} ${r.outcome}`, r.at));
    case 'requests':
      return held.used.map((u) => row(u.kind, `${u.scope}: ${u.outcome}`, u.at));
    default:
      return [];
  }
}
