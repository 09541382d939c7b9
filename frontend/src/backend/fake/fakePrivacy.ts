import type {
  EraseScope,
  Pauses,
  RequestFilter,
  RequestRow,
  RetentionReport,
  RetentionRule,
  RightUsed,
} from '../types';
import { erase, erasePlan } from './fakeErase';
import { fakeInventory, fakeShown } from './fakeInventory';
import { FakeLedger } from './fakeLedger';
import type { FakeState } from './fakeState';
import { wait, wire } from './fakeWire';

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

/** Counts what the fake holds, and erases it. */
export class FakePrivacy {
  readonly ledger = new FakeLedger();
  private pauses: Pauses = { all: false, accountIds: [] };
  used: RightUsed[] = [];
  private last: RetentionReport = { at: '', removed: [], elapsedMs: 0 };
  hasProfile = true;
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

  rules = [
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

  constructor(readonly state: FakeState) {
    const { accounts } = state;
    const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
    if (accounts.size === 0 || state.scene === 'sandbox') return;
    this.ledger.fill([...accounts.keys()]);
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
    this.state.emit('request:sent', this.ledger.add(part));
  }

  bindings() {
    return {
      Inventory: async () => {
        await this.mayFail(30);
        return fakeInventory(this);
      },
      Show: async (category: string, accountId: string) => {
        await this.mayFail(40);
        this.note('access', category, 12);
        return fakeShown(this, category, accountId);
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
          counts: fakeInventory(this)
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
        return erasePlan(this, scope, id);
      },
      Erase: async (scope: EraseScope, id: string, confirm: string, unsettled: boolean) => {
        await this.mayFail(this.eraseMs);
        return erase(this, scope, id, confirm, unsettled);
      },
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

  note(kind: string, scope: string, elapsedMs: number, outcome = 'done') {
    const id = (this.used[0]?.id ?? 0) + 1;
    this.used.unshift({ id, at: new Date().toISOString(), kind, scope, outcome, elapsedMs });
  }
}
