import type {
  Account,
  CategoryCount,
  ErasePlan,
  EraseReport,
  EraseScope,
  EventCatalog,
  Inventory,
  Pauses,
  Post,
  RequestFilter,
  RequestRow,
  RetentionReport,
  RetentionRule,
  RightUsed,
  ShownRow,
  StoredCategory,
} from '../types';
import { FakeLedger } from './fakeLedger';
import { wire } from './fakeSignIn';

type Emit = <K extends keyof EventCatalog>(name: K, payload: EventCatalog[K]) => void;

/** What the privacy part shares with the rest of the in-memory back end. */
export type Stored = {
  posts: Map<string, Post>;
  accounts: Map<string, Account>;
  workspace: string;
  removePost: (id: string) => void;
  removeAccount: (id: string) => void;
};

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const inFlight = ['due', 'prepared', 'init_sent', 'uploading', 'finishing', 'confirming'];
const attempted = [...inFlight, 'published', 'in_inbox', 'failed', 'uncertain'];

const rule = (
  id: string,
  category: string,
  defaultDays: number,
  shortest: number,
  longest: number,
): RetentionRule => ({
  id,
  category,
  days: defaultDays,
  defaultDays,
  shortest,
  longest,
  lengthened: false,
});

const originals = 'Your original files stay where they are. Cuedrop never changes or removes them.';
const recorded =
  'That you erased something is recorded: when, how far and with what outcome, and nothing of what it was.';
const beyond = [
  'What TikTok has: posts that went out stay there until you delete them on TikTok.',
  'Copies that the system or you made of the folder: snapshots, backups of the computer, synchronised folders, exported files.',
  'What the drive itself keeps: an SSD may hold old blocks for a while. What was sealed can’t be read from them once the key is gone.',
];

/** Counts what the fake holds, and erases it. */
export class FakePrivacy {
  readonly ledger = new FakeLedger();
  private pauses: Pauses = { all: false, accountIds: [] };
  private used: RightUsed[] = [];
  private last: RetentionReport = { at: '', removed: [], elapsedMs: 0 };
  private hasProfile = true;
  /** What the next call of this part is refused with. */
  refusal = '';
  /** How long erasing takes. */
  eraseMs = 500;
  /** What a search still finds after an erasure. */
  remaining = 0;
  /** Whether TikTok can be told at once. */
  offline = false;
  /** Passphrase that the file which is imported was sealed with. */
  sealedWith = '';

  private rules = [
    rule('content', 'content', 0, 30, 3653),
    rule('record', 'record', 731, 30, 3653),
    rule('insights', 'insights', 396, 30, 3653),
    rule('advertising', 'advertising', 761, 30, 3653),
    rule('logs', 'technical', 30, 1, 30),
    rule('ledger', 'technical', 90, 1, 90),
    rule('activity', 'technical', 365, 30, 1096),
    rule('incidents', 'technical', 1096, 30, 1096),
    rule('requests', 'requests', 1096, 30, 1096),
  ];

  constructor(
    private emit: Emit,
    private stored: Stored,
    scene: string,
  ) {
    const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
    if (stored.accounts.size === 0 || scene === 'sandbox') return;
    this.ledger.fill([...stored.accounts.keys()]);
    this.last = {
      at: ago(0.3),
      removed: [
        { id: 'logs', count: 3, bytes: 812_000 },
        { id: 'ledger', count: 41, bytes: 8_600 },
      ],
      elapsedMs: 84,
    };
    const use = (days: number, kind: string, scope: string, outcome: string, ms: number) =>
      this.used.unshift({
        id: this.used.length + 1,
        at: ago(days),
        kind,
        scope,
        outcome,
        elapsedMs: ms,
      });
    use(41, 'export', 'all', 'done', 2310);
    use(20, 'erasure', 'post', 'done', 640);
    use(12, 'access', 'content', 'done', 12);
    use(11.9, 'erasure', 'account', 'privacy.in_use', 90);
    use(11.8, 'erasure', 'account', 'done', 1184);
    use(2, 'restriction', 'all', 'done', 8);
    use(1.98, 'restriction', 'all', 'resumed', 6);
  }

  /** One request leaves: stored, then told. */
  send(part: Partial<RequestRow>) {
    this.emit('request:sent', this.ledger.add(part));
  }

  bindings() {
    return {
      Inventory: async () => {
        await this.mayFail(30);
        return this.inventory();
      },
      Show: async (category: string, accountId: string) => {
        await this.mayFail(40);
        this.note('access', category, 12);
        return this.show(category, accountId);
      },
      Requests: async (f: RequestFilter) => {
        await this.mayFail(20);
        return structuredClone(this.ledger.page(f));
      },
      SaveRequests: async () => {
        await this.mayFail(40);
        return true;
      },
      Export: async (passphrase: string) => {
        await this.mayFail(250);
        this.note('export', 'all', 250);
        return {
          saved: true,
          name: passphrase ? 'cuedrop-Hollow Oak Studio.zip.age' : 'cuedrop-Hollow Oak Studio.zip',
          bytes: 8_412_000,
          sealed: passphrase !== '',
          counts: this.inventory()
            .categories.filter((c) => c.id !== 'credentials')
            .map(({ id, count }) => ({ id, count })),
        };
      },
      Import: async (passphrase: string) => {
        await this.mayFail(250);
        if (passphrase !== this.sealedWith) {
          throw wire('invalid', 'privacy.passphrase', 'That passphrase does not open this file.');
        }
        this.note('import', 'all', 250);
        return {
          done: true,
          counts: [
            { id: 'content', count: 18 },
            { id: 'record', count: 11 },
          ],
          drafts: 7,
          skipped: 2,
        };
      },
      ErasePlan: async (scope: EraseScope, id: string) => {
        await this.mayFail(40);
        return this.plan(scope, id);
      },
      Erase: (scope: EraseScope, id: string, confirm: string, unsettled: boolean) =>
        this.erase(scope, id, confirm, unsettled),
      Retention: async () => {
        await this.mayFail(20);
        return structuredClone(this.rules);
      },
      SetRetention: async (id: string, days: number) => {
        await this.mayFail(40);
        const r = this.rules.find((one) => one.id === id);
        if (!r || (days === 0 ? r.defaultDays !== 0 : days < r.shortest || days > r.longest)) {
          throw wire('invalid', 'privacy.days', 'Choose a number of days within the range.');
        }
        r.days = days;
        r.lengthened = r.defaultDays !== 0 && days > r.defaultDays;
      },
      RunRetention: async () => {
        await this.mayFail(200);
        const days = this.rules.find((r) => r.id === 'ledger')?.days ?? 90;
        const limit = new Date(Date.now() - days * 86_400_000).toISOString();
        const before = this.ledger.rows.length;
        this.ledger.rows = this.ledger.rows.filter((r) => r.at >= limit);
        const count = before - this.ledger.rows.length;
        this.last = {
          at: new Date().toISOString(),
          removed: count > 0 ? [{ id: 'ledger', count, bytes: count * 210 }] : [],
          elapsedMs: 61,
        };
        return this.last;
      },
      LastRetention: async () => this.last,
      RequestLog: async () => {
        await this.mayFail(20);
        return structuredClone(this.used);
      },
      Paused: async () => structuredClone(this.pauses),
      SetPaused: async (accountId: string, paused: boolean) => {
        await this.mayFail(40);
        if (accountId === '') this.pauses.all = paused;
        else {
          const others = this.pauses.accountIds.filter((id) => id !== accountId);
          this.pauses.accountIds = paused ? [...others, accountId] : others;
        }
        this.note('restriction', accountId ? 'account' : 'all', 6, paused ? 'done' : 'resumed');
      },
    };
  }

  private async mayFail(ms: number) {
    await wait(ms);
    const refusal = this.refusal;
    this.refusal = '';
    if (refusal) throw wire('internal', 'store', refusal);
  }

  private note(kind: string, scope: string, elapsedMs: number, outcome = 'done') {
    const id = (this.used[0]?.id ?? 0) + 1;
    this.used.unshift({ id, at: new Date().toISOString(), kind, scope, outcome, elapsedMs });
  }

  private inventory(): Inventory {
    const { posts, accounts } = this.stored;
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
      retentionDays: this.rules.find((r) => r.category === id)?.days ?? 0,
      leaves: '',
      accounts: [],
      parts: [],
      ...part,
    });
    const signedIn = [...accounts.values()].filter((a) => a.health === 'ok');
    const people = [...accounts.keys()].map((accountId) => ({ accountId }));
    const copies = all.filter((p) => inFlight.includes(p.state) || p.state === 'scheduled').length;
    const lines = this.ledger.rows.length;
    return {
      madeAt: new Date().toISOString(),
      categories: [
        one('profile', this.hasProfile ? 3 : 0, this.hasProfile ? 2_048 : 0, {
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
          accounts: per(this.ledger.rows, 210),
          parts: [
            { kind: 'table', name: 'request', count: lines, bytes: lines * 210 },
            { kind: 'files', name: 'logs', count: 4, bytes: 1_204_000 },
            { kind: 'files', name: 'backups', count: 7, bytes: 896_000 },
          ],
        }),
        one('requests', this.used.length, this.used.length * 96),
      ],
    };
  }

  private show(category: string, accountId: string): ShownRow[] {
    const { posts, accounts } = this.stored;
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
        return this.hasProfile
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
        return this.ledger.rows
          .filter(mine)
          .slice(0, 500)
          .map((r) => row(`${r.method} ${r.host}`, `${r.path} ${r.outcome}`, r.at));
      case 'requests':
        return this.used.map((u) => row(u.kind, `${u.scope}: ${u.outcome}`, u.at));
      default:
        return [];
    }
  }

  private plan(scope: EraseScope, id: string): ErasePlan {
    const posts = [...this.stored.posts.values()].filter(
      (p) => scope === 'all' || (scope === 'account' ? p.accountId === id : p.id === id),
    );
    const account = this.stored.accounts.get(id);
    if ((scope === 'account' && !account) || (scope === 'post' && posts.length === 0)) {
      throw wire('not_found', 'privacy.gone', 'That is no longer here. There is nothing to erase.');
    }
    const goes: CategoryCount[] = [
      { id: 'content', count: posts.length },
      { id: 'record', count: posts.filter((p) => attempted.includes(p.state)).length },
    ];
    if (scope !== 'post') {
      const lines = this.ledger.rows.filter((r) => scope === 'all' || r.accountId === id).length;
      goes.unshift(
        { id: 'account', count: scope === 'all' ? this.stored.accounts.size : 1 },
        { id: 'credentials', count: scope === 'all' ? this.stored.accounts.size : 1 },
      );
      goes.push({ id: 'technical', count: lines });
    }
    if (scope === 'all' && this.hasProfile) goes.unshift({ id: 'profile', count: 3 });
    return {
      scope,
      id,
      confirm:
        scope === 'all'
          ? this.stored.workspace
          : scope === 'account'
            ? (account?.username ?? '')
            : '',
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

  private async erase(
    scope: EraseScope,
    id: string,
    confirm: string,
    unsettled: boolean,
  ): Promise<EraseReport> {
    await this.mayFail(this.eraseMs);
    const plan = this.plan(scope, id);
    if (confirm !== plan.confirm) {
      throw wire(
        'invalid',
        'privacy.confirm',
        'The name typed is another one. Nothing was erased.',
      );
    }
    if (plan.unsettled.length > 0 && !unsettled) {
      throw wire('conflict', 'privacy.unsettled', 'Say first what is to become of open posts.');
    }
    const before = this.stored.accounts.size;
    for (const p of [...this.stored.posts.values()]) {
      const gone = scope === 'all' || (scope === 'account' ? p.accountId === id : p.id === id);
      if (gone) this.stored.removePost(p.id);
    }
    if (scope === 'account') {
      this.stored.removeAccount(id);
      this.ledger.forget(id);
    }
    if (scope === 'all') {
      for (const a of [...this.stored.accounts.keys()]) this.stored.removeAccount(a);
      this.ledger.rows = [];
      this.hasProfile = false;
    }
    const ended = before - this.stored.accounts.size;
    if (ended > 0 && !this.offline) this.send({ feature: 'revoke' });
    this.note('erasure', scope, this.eraseMs);
    return {
      scope,
      gone: plan.goes,
      files: 3 * (plan.goes.find((g) => g.id === 'content')?.count ?? 0),
      scannedBytes: 48_200_000,
      remainingBytes: this.remaining,
      where: this.remaining > 0 ? ['database'] : [],
      searched: true,
      revoked: this.offline ? 0 : ended,
      queued: this.offline ? ended : 0,
      beyond: plan.beyond,
      elapsedMs: this.eraseMs,
    };
  }
}
