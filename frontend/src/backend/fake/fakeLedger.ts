import type { RequestFilter, RequestPage, RequestRow } from '../types';

const data: Record<string, string> = {
  token: 'credentials',
  refresh: 'credentials',
  revoke: 'credentials',
  userinfo: 'account',
  avatar: 'account',
  creator_info: 'account',
  init: 'caption',
  upload: 'video',
  status: 'record',
  video_list: 'insights',
};

const paths: Record<string, string> = {
  refresh: '/v2/oauth/token/',
  revoke: '/v2/oauth/revoke/',
  userinfo: '/v2/user/info/',
  avatar: '/avatar.jpeg',
  creator_info: '/v2/post/publish/creator_info/query/',
  init: '/v2/post/publish/video/init/',
  upload: '/video/',
  status: '/v2/post/publish/status/fetch/',
};

/** The same rows in every run, so that pictures can be compared. */
function dice(seed: number) {
  let n = seed;
  return () => {
    n = (n * 1_103_515_245 + 12_345) % 2_147_483_648;
    return n / 2_147_483_648;
  };
}

/** The list of requests, with the shape and the paging of the real one. */
export class FakeLedger {
  rows: RequestRow[] = [];
  private next = 1;

  /** A month of an account that posts a lot; the newest minutes are always the same. */
  fill(accountIds: readonly string[], now = Date.now()) {
    const roll = dice(7);
    const pick = () => accountIds[Math.floor(roll() * accountIds.length)] ?? '';
    for (let day = 29; day > 0; day--) {
      for (let post = 0; post < 6; post++) {
        const at = now - day * 86_400_000 - post * 7_200_000;
        this.post(at, pick(), 2 + Math.floor(roll() * 3));
      }
    }
    const [a = '', b = '', c = '', d = '', e = ''] = accountIds;
    this.post(now - 25_800_000, b, 2);
    this.add({ at: iso(now - 13_312_000), feature: 'refresh', accountId: a });
    this.add({ at: iso(now - 9_700_000), feature: 'avatar', accountId: e, host: cdn });
    this.add({ at: iso(now - 690_000), feature: 'init', accountId: e });
    this.add({
      at: iso(now - 222_000),
      feature: 'refresh',
      accountId: d,
      status: 400,
      outcome: 'ok',
    });
    this.add({ at: iso(now - 109_000), feature: 'creator_info', accountId: b });
    this.add({ at: iso(now - 108_000), feature: 'init', accountId: b, postId: 'p4' });
    this.add({ at: iso(now - 16_000), feature: 'status', accountId: c });
    this.add({ at: iso(now - 9_000), feature: 'upload', accountId: b, postId: 'p4' });
    this.add({ at: iso(now - 4_000), feature: 'upload', accountId: b, postId: 'p4' });
  }

  private post(at: number, accountId: string, parts: number) {
    this.add({ at: iso(at), feature: 'creator_info', accountId });
    this.add({ at: iso(at + 1000), feature: 'init', accountId });
    for (let i = 0; i < parts; i++) {
      this.add({ at: iso(at + 3000 + i * 5000), feature: 'upload', accountId });
    }
    this.add({ at: iso(at + 40_000), feature: 'status', accountId });
  }

  add(part: Partial<RequestRow>): RequestRow {
    const feature = part.feature ?? 'status';
    const upload = feature === 'upload';
    const row: RequestRow = {
      id: this.next++,
      at: new Date().toISOString(),
      feature,
      method: upload ? 'PUT' : feature === 'userinfo' || feature === 'avatar' ? 'GET' : 'POST',
      host: upload ? 'open-upload-sg.tiktokapis.com' : 'open.tiktokapis.com',
      path: paths[feature] ?? '/',
      data: data[feature] ?? 'other',
      bytesOut: upload ? 10_000_000 : 312 + ((this.next * 37) % 500),
      bytesIn: upload ? 412 : 421 + ((this.next * 53) % 400),
      status: upload ? 206 : 200,
      elapsedMs: upload ? 4200 : 140 + ((this.next * 17) % 200),
      outcome: 'ok',
      accountId: '',
      postId: '',
      ...part,
    };
    this.rows.unshift(row);
    return row;
  }

  page(f: RequestFilter): RequestPage {
    const all = this.rows.filter((r) => lets(f, r));
    const limit = f.limit || 100;
    const from = f.before > 0 ? all.filter((r) => r.id < f.before) : all;
    return {
      rows: from.slice(0, limit),
      more: from.length > limit,
      count: all.length,
      bytesOut: all.reduce((n, r) => n + r.bytesOut, 0),
      bytesIn: all.reduce((n, r) => n + r.bytesIn, 0),
      hosts: [...new Set(this.rows.map((r) => r.host))].sort(),
      features: [...new Set(this.rows.map((r) => r.feature))].sort(),
    };
  }

  /** What is left of an erased account is that a request was made, not for whom. */
  forget(accountId: string): number {
    const before = this.rows.length;
    this.rows = this.rows.filter((r) => r.accountId !== accountId);
    return before - this.rows.length;
  }
}

const cdn = 'p16-sign.tiktokcdn-eu.com';
const iso = (ms: number) => new Date(ms).toISOString();

function lets(f: RequestFilter, r: RequestRow): boolean {
  const text = `${r.host} ${r.path} ${r.feature} ${r.outcome}`.toLowerCase();
  return (
    (!f.host || r.host === f.host) &&
    (!f.feature || r.feature === f.feature) &&
    (!f.text || text.includes(f.text.toLowerCase())) &&
    (!f.from || r.at >= f.from) &&
    (!f.to || r.at < f.to)
  );
}
