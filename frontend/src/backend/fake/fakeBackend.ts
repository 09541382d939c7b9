import { wallAt } from '../../lib/zones';
import type {
  Account,
  Consent,
  EventCatalog,
  FFmpeg,
  Media,
  MediaSettings,
  Missed,
  Post,
  PostInput,
  PowerSettings,
  Preferences,
  Profile,
  Slot,
  Snapshot,
  When,
} from '../types';
import { calendarPosts, withSlots } from './calendarWeek';
import * as data from './data';
import { FakeBulk } from './fakeBulk';
import { fakeFFmpeg } from './fakeFFmpeg';
import { libraryBindings, moreClips, snippetBindings } from './fakeLibrary';
import { firstPosts, postsAfter } from './fakeLists';
import { fakeLook, fakePreflight } from './fakeMedia';
import { FakePrivacy } from './fakePrivacy';
import { FakeSignIn, wire } from './fakeSignIn';
import { fakePolicy, welcomeScene } from './fakeWelcome';
import { accounts, baseScopes, makePreferences, makeQuotas, newcomer } from './people';

type Emit = <K extends keyof EventCatalog>(name: K, payload: EventCatalog[K]) => void;

const practiceScenes = ['sandbox', 'practice', 'practice-bare'];

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Rejects like the bridge does: with a JSON string. */
const fault = (kind: string, reason: string, message: string) =>
  Promise.reject(wire(kind, reason, message));

/** An in-memory back end with the shape of the real one and made-up progress. */
export class FakeBackend {
  private rev = 100;
  private posts: Map<string, Post>;
  private media: Map<string, Media>;
  private accounts: Map<string, Account>;
  /** What the next creator_info query is refused with. */
  creatorRefusal = '';
  /** What the next change of a rule for missed posts is refused with. */
  refuseMissed = '';
  /** What the next change of slots is refused with. */
  refuseSlots = '';
  /** What the next pre-flight is refused with. */
  refusePreflight = '';
  /** What the next preview copy is refused with. */
  refuseProxy = '';
  /** What the next look at a clip is refused with. */
  refuseLook = '';
  keyframesKnown = true;
  /** How long a preview copy takes. */
  proxyMs = 300;
  /** What was answered when the window was to close. */
  readonly closed: string[] = [];
  /** Every input that was stored, in order. */
  readonly saved: PostInput[] = [];
  private appRefusal =
    'A client key and a client secret have letters and digits only. Copy both from your app’s page in TikTok’s developer portal.';
  private count = 0;
  readonly signIn: FakeSignIn;
  readonly privacy: FakePrivacy;
  private preferences: Preferences;
  private ffmpeg: FFmpeg;
  readonly bulk: FakeBulk;

  constructor(
    private emit: Emit,
    private scene: string,
    private workspace = 'Hollow Oak Studio',
  ) {
    const empty = ['empty', 'sandbox', 'noapp', 'welcome', 'practice', 'practice-bare'].includes(
      scene,
    );
    const calendar = calendarPosts(scene);
    const wanted = manyWanted(scene);
    const many = wanted > 0 ? manyPosts(wanted) : data.makePosts();
    const posts = calendar ?? (empty ? [] : many);
    this.posts = new Map(posts.map((p) => [p.id, p]));
    this.media = new Map((empty ? [] : data.media).map((m) => [m.id, m]));
    const clips = moreClips({ library: 53, clips: 5000 }[scene] ?? 0);
    for (const m of clips.media) this.media.set(m.id, m);
    for (const post of clips.posts) this.posts.set(post.id, post);
    const all = calendar ? withSlots(accounts) : accounts;
    const people = scene === 'sandbox' ? all.slice(0, 1) : empty ? [] : all;
    this.accounts = new Map(people.map((a) => [a.id, a]));
    const sources = {
      sandbox: 'practice',
      practice: 'practice',
      'practice-bare': 'practice',
      noapp: 'none',
      welcome: 'none',
      environment: 'environment',
    };
    this.ffmpeg = fakeFFmpeg(['ffmpeg', 'practice-bare'].includes(scene) ? '' : '/usr/bin/ffmpeg');
    const preferences = makePreferences(sources[scene as keyof typeof sources]);
    this.preferences = welcomeScene(scene, preferences);
    this.signIn = new FakeSignIn(emit);
    this.privacy = new FakePrivacy(
      emit,
      {
        posts: this.posts,
        accounts: this.accounts,
        workspace,
        removePost: (id) => {
          this.posts.delete(id);
          this.emit('post:removed', { id, rev: ++this.rev });
        },
        removeAccount: (id) => this.removeAccount(id),
      },
      scene,
    );
    this.bulk = new FakeBulk({
      posts: this.posts,
      put: (post) => this.put(post),
      remove: (id) => this.remove(id),
      resolve: (wall, zone) => this.resolve(wall, zone, 0),
      addMedia: (clip) => this.addMedia(clip),
      emit,
    });
    this.touchAccounts();
  }

  bindings() {
    return {
      Posts: {
        After: async (id: string) => {
          await wait(20);
          return postsAfter(this.posts.values(), id);
        },
        Save: (id: string, input: PostInput) => {
          this.saved.push(input);
          return this.change(id, input);
        },
        Preflight: async (id: string) => {
          await wait(80);
          const post = this.posts.get(id);
          const media = post && this.media.get(post.mediaId);
          if (this.refusePreflight) return fault('internal', 'preflight', this.refusePreflight);
          return media ? fakePreflight(post, media) : fault('not_found', 'post', 'Gone.');
        },
        Create: (mediaId: string) => this.create(mediaId),
        SaveReceipt: async () => true,
        Schedule: (id: string, when: When, consent: Consent) => this.schedule(id, when, consent),
        Unschedule: (id: string) => this.change(id, { state: 'draft', consentAt: '' }),
        Cancel: (id: string) => this.change(id, { state: 'canceled' }),
        Retry: (id: string) => this.publish(id),
        Delete: async (id: string) => {
          await wait(60);
          this.remove(id);
        },
        ...this.bulk.bindings(),
        Resolve: (id: string, published: boolean) =>
          this.change(
            id,
            published
              ? { state: 'published' }
              : {
                  state: 'draft',
                  consentAt: '',
                  editable: true,
                  failure: {
                    reason: 'post.again',
                    message:
                      'It was sent once and you did not find it on TikTok. If it appears after all, you will have it twice.',
                  },
                },
          ),
        ResolveTime: (wall: string, zone: string) => this.resolve(wall, zone),
      },
      Library: {
        ...libraryBindings({
          media: this.media,
          posts: this.posts,
          emit: this.emit,
          addMedia: (m) => this.addMedia(m),
        }),
        ChooseFiles: () => this.addFiles(1),
        ChooseFolder: () => this.addFiles(3),
        AddSample: async () => {
          await wait(400);
          if (this.ffmpeg.path === '') return fault('unsupported', 'ffmpeg', this.ffmpeg.problem);
          return this.addFiles(1);
        },
        Look: async (mediaId: string) => {
          await wait(60);
          const media = this.media.get(mediaId);
          if (this.refuseLook) return fault('unavailable', 'look', this.refuseLook);
          if (!media) return fault('not_found', 'media', 'Gone.');
          return { ...fakeLook(media), keyframesKnown: this.keyframesKnown };
        },
        MakeProxy: async () => {
          await wait(this.proxyMs);
          if (this.refuseProxy) return fault('unavailable', 'proxy', this.refuseProxy);
        },
      },
      Accounts: {
        Connect: (id: string) => this.connect(id),
        ConnectPractice: async () => {
          await wait(150);
          const account = this.accounts.get('a1') ?? accounts[0];
          if (!account) return fault('conflict', 'practice.none', 'None.');
          const saved = {
            ...account,
            username: 'practice.creator',
            nickname: 'Practice creator',
            rev: ++this.rev,
          };
          this.accounts.set(saved.id, saved);
          this.emit('account:changed', saved);
          return saved;
        },
        Confirm: (accept: boolean) => this.signIn.confirm(accept),
        CancelConnect: () => this.signIn.cancel(),
        Quotas: async (id: string) => makeQuotas(id),
        SetMissed: async (id: string, missed: Missed) => {
          if (this.refuseMissed) return fault('internal', 'store', this.refuseMissed);
          const account = this.accounts.get(id);
          if (!account) return fault('not_found', 'account', 'Gone.');
          const next = { ...account, missed, rev: ++this.rev };
          this.accounts.set(id, next);
          this.emit('account:changed', next);
        },
        Slots: async (id: string) => this.accounts.get(id)?.slots ?? [],
        SetSlots: async (id: string, slots: Slot[]) => {
          await wait(40);
          if (this.refuseSlots) return fault('internal', 'store', this.refuseSlots);
          const account = this.accounts.get(id);
          if (!account) return fault('not_found', 'account', 'Gone.');
          const next = { ...account, slots, rev: ++this.rev };
          this.accounts.set(id, next);
          this.emit('account:changed', next);
        },
        Disconnect: async (id: string) => this.removeAccount(id),
        Creator: async (id: string) => {
          await wait(120);
          if (this.creatorRefusal) return fault('rejected', 'creator', this.creatorRefusal);
          const account = this.accounts.get(id);
          return account ? data.creatorOf(account) : fault('not_found', 'account', 'Gone.');
        },
      },
      Settings: {
        SetWindow: async (window: Preferences['window']) => this.prefer({ window }),
        SetLanguage: async (language: string) => this.prefer({ language }),
        AcceptPolicy: async (digest: string) => {
          const { policy } = this.preferences;
          if (digest !== policy.digest)
            return fault('conflict', 'policy.outdated', 'Read them again.');
          const acceptedAt = new Date().toISOString();
          const acceptedVersion = policy.version;
          this.prefer({ policy: { ...policy, accepted: true, acceptedVersion, acceptedAt } });
        },
        FinishWelcome: async () => this.prefer({ welcomed: true }),
        SetProfile: async (profile: Profile) => {
          if (profile.email && !profile.email.includes('@')) {
            return fault(
              'invalid',
              'profile.email',
              'That is no e-mail address. Write it like name@example.com, or leave it empty.',
            );
          }
          this.prefer({ profile });
        },
        SetCacheMB: async (cacheMb: number) => this.prefer({ cacheMb }),
        SavePack: async () => {
          await wait(100);
          return true;
        },
        ...snippetBindings(),
        SetPower: async (power: PowerSettings) => this.prefer({ power }),
        SetMedia: async (media: MediaSettings) => this.prefer({ media }),
        SetNotifications: async (on: boolean, successes: boolean, hideContent: boolean) =>
          this.prefer({ notifications: { on, successes, hideContent } }),
        SetFeature: async (name: string, on: boolean) => {
          const features = this.preferences.features.map((f) =>
            f.name === name ? { ...f, on } : f,
          );
          this.prefer({ features });
          this.touchAccounts();
        },
        SetUpload: async (maxKBps: number, paused: boolean) =>
          this.prefer({ upload: { maxKBps, paused } }),
        SetApp: async (clientKey: string, clientSecret: string) => {
          if (!/^\w{8,}$/.test(clientKey) || !clientSecret) {
            return fault('invalid', 'app.credentials', this.appRefusal);
          }
          this.prefer({ app: { clientKey, source: 'settings', editable: true } });
        },
        ForgetApp: async () => {
          if (this.accounts.size > 0) {
            return fault('conflict', 'app.accounts', 'Disconnect the accounts first.');
          }
          this.prefer({ app: { clientKey: '', source: 'none', editable: true } });
        },
      },
      Privacy: this.privacy.bindings(),
      System: {
        SetFocused: async () => undefined,
        Drawn: async () => undefined,
        SetSpoken: async () => undefined,
        Close: async (act: string, remember: boolean) => {
          this.closed.push(act);
          if (remember) this.prefer({ window: { ...this.preferences.window, onClose: act } });
        },
        Policy: async (document: string, language: string) => fakePolicy(document, language),
        PolicyChanges: async () =>
          this.preferences.policy.accepted
            ? []
            : [
                'Insights: daily counts of your own posts are kept for 13 months once you turn them on.',
                'Backups are kept for seven days instead of fourteen.',
              ],
        OpenSandbox: async () => location.assign('?fake=practice'),
        LeaveSandbox: async () => location.assign('?fake=welcome'),
        FFmpeg: async () => this.ffmpeg,
        SearchFFmpeg: async () => {
          await wait(150);
          this.ffmpeg = fakeFFmpeg('/usr/bin/ffmpeg');
          return this.ffmpeg;
        },
        ChooseFFmpeg: async () => this.useFFmpeg(true),
        ClearFFmpeg: async () => this.useFFmpeg(false),
        Snapshot: async () => structuredClone(this.snapshot()),
        OpenLink: async () => undefined,
      },
    };
  }

  /** Lets the posts that are on their way move on, for ever. */
  start() {
    // ?still: what is on its way stands still, for pictures that are the same every time.
    const step = new URLSearchParams(location.search).has('still') ? 0 : 0.002;
    let upload = 0.63;
    let render = 0.42;
    if (step > 0 && this.posts.get('p4')?.state === 'uploading') {
      const of = { postId: 'p4', accountId: this.posts.get('p4')?.accountId ?? '' };
      setInterval(() => this.privacy.send({ ...of, feature: 'upload' }), 6000);
    }
    setInterval(() => {
      upload = upload >= 0.97 ? 0.1 : upload + step;
      render = render >= 0.97 ? 0.05 : render + step;
      this.emit('upload:progress', {
        postId: 'p4',
        sent: Math.round(60_600_000 * upload),
        total: 60_600_000,
        remainingMs: this.scene === 'slow' ? 5_400_000 : Math.round((1 - upload) * 30_000),
        windowMs: 3_300_000,
      });
      this.emit('render:progress', {
        postId: 'p6',
        fraction: render,
        remainingMs: Math.round((1 - render) * 70_000),
      });
    }, 300);
  }

  async addFiles(n: number) {
    const postIds: string[] = [];
    for (let i = 0; i < n; i++) {
      const id = `new${++this.count}`;
      const media = data.makeMedia(`m${this.count + 20}`, `clip-${this.count}.mp4`);
      this.addMedia(media);
      this.put(data.makePost(id, { mediaId: media.id }));
      postIds.push(id);
    }
    const added = { postIds, refused: [] };
    this.emit('files:added', added);
    return added;
  }

  addMedia(media: Media) {
    this.media.set(media.id, media);
    this.emit('media:changed', media);
  }

  /** Replaces a post and tells the window. */
  put(post: Post): Post {
    const now = new Date().toISOString();
    const next = data.makePost(post.id, { ...post, rev: ++this.rev, updatedAt: now });
    next.editable = data.makePost('', { state: post.state }).editable;
    next.cancelable = data.makePost('', { state: post.state }).cancelable;
    this.posts.set(post.id, next);
    this.emit('post:changed', next);
    return structuredClone(next);
  }

  remove(id: string) {
    this.posts.delete(id);
    this.emit('post:removed', { id, rev: ++this.rev });
  }

  private removeAccount(id: string) {
    this.accounts.delete(id);
    this.emit('account:removed', { id, rev: ++this.rev });
  }

  /** What the security part does to the rest. */
  forSecurity() {
    return {
      accounts: this.accounts,
      posts: this.posts,
      removeAccount: (id: string) => this.removeAccount(id),
      pauseAll: () => this.privacy.bindings().SetPaused('', true),
    };
  }

  async change(id: string, part: Partial<Post>): Promise<Post> {
    await wait(40);
    const post = this.posts.get(id);
    if (!post) return fault('not_found', 'post', 'This post is no longer here.');
    return this.put({ ...post, ...part });
  }

  private create(mediaId: string) {
    return Promise.resolve(this.put(data.makePost(`new${++this.count}`, { mediaId })));
  }

  private async schedule(id: string, when: When, consent: Consent) {
    if (consent.options.length === 0 && this.posts.get(id)?.mode === 'direct') {
      return fault('invalid', 'post.consent', 'Agree to TikTok’s terms first.');
    }
    if (when.now) return this.publish(id);
    const { at } = await this.resolve(when.wall, when.zone);
    return this.change(id, {
      state: 'scheduled',
      scheduledAt: at,
      wall: `${when.wall}:00`.slice(0, 19),
      zone: when.zone,
      consentAt: new Date().toISOString(),
    });
  }

  private async publish(id: string): Promise<Post> {
    const now = new Date().toISOString();
    const first = await this.change(id, { state: 'due', scheduledAt: now, consentAt: now });
    void this.goOn(id);
    return first;
  }

  private async goOn(id: string) {
    await wait(500);
    await this.change(id, { state: 'prepared' });
    const of = { postId: id, accountId: this.posts.get(id)?.accountId ?? '' };
    this.privacy.send({ ...of, feature: 'creator_info' });
    this.privacy.send({ ...of, feature: 'init' });
    await this.change(id, { state: 'uploading' });
    for (let i = 1; i <= 10; i++) {
      this.emit('upload:progress', {
        postId: id,
        sent: i * 1e6,
        total: 1e7,
        remainingMs: 900,
        windowMs: 3_600_000,
      });
      await wait(90);
    }
    this.privacy.send({ ...of, feature: 'upload', status: 201 });
    await this.change(id, { state: 'finishing' });
    await this.change(id, { state: 'confirming' });
    await wait(900);
    this.privacy.send({ ...of, feature: 'status' });
    const publishedAt = new Date().toISOString();
    await this.change(id, { state: 'published', publishedAt, link: 'https://example.invalid/v/2' });
  }

  private async connect(id: string): Promise<Account> {
    const asked = this.accounts.get(id);
    const who = asked
      ? { ...asked, health: 'ok', scopes: this.wanted(), missingScopes: [] }
      : (accounts.find((a) => !this.accounts.has(a.id)) ?? newcomer);
    const missingScopes = this.wanted().filter((s) => !who.scopes.includes(s));
    const account = await this.signIn.run({ ...who, missingScopes }, this.accounts.has(who.id));
    const saved = { ...account, rev: ++this.rev };
    this.accounts.set(saved.id, saved);
    this.emit('account:changed', saved);
    return saved;
  }

  private wanted(): string[] {
    const on = this.preferences.features.filter((f) => f.on);
    return [...baseScopes, ...on.map((f) => f.scope)];
  }

  /** What each account lacks has changed. */
  private touchAccounts() {
    for (const a of this.accounts.values()) {
      const missingScopes = this.wanted().filter((s) => !a.scopes.includes(s));
      const next = { ...a, missingScopes, rev: ++this.rev };
      this.accounts.set(a.id, next);
      this.emit('account:changed', next);
    }
  }

  /** Tells the window of anything, as scenes need it. */
  say: Emit = (name, payload) => this.emit(name, payload);

  /** Changes preferences and tells the window. */
  prefer(part: Partial<Preferences>) {
    this.preferences = { ...this.preferences, ...part };
    this.emit('settings:changed', this.preferences);
  }

  /** A stand-in for the back end's rule: good enough to show gaps and overlaps. */
  private async resolve(wall: string, zone: string, delay = 30) {
    if (delay > 0) await wait(delay);
    const naive = Date.parse(`${wall}Z`);
    const fits = [-15, 15].map((h) => naive - offset(new Date(naive + h * 3_600_000), zone));
    const [before = naive, after = naive] = fits;
    const shown = (ms: number) => ms + offset(new Date(ms), zone) === naive;
    if (before !== after && shown(before) && shown(after)) {
      return { at: new Date(Math.min(before, after)).toISOString(), note: 'overlap' };
    }
    const ms = shown(before) ? before : shown(after) ? after : before;
    return { at: new Date(ms).toISOString(), note: shown(ms) ? '' : 'gap' };
  }

  private useFFmpeg(chosen: boolean) {
    this.prefer({ media: { ...this.preferences.media, chosen } });
    this.ffmpeg = fakeFFmpeg(chosen ? '/opt/ffmpeg-8.1.3/bin/ffmpeg' : '/usr/bin/ffmpeg');
    return this.ffmpeg;
  }

  private snapshot(): Snapshot {
    const health =
      this.scene === 'ffmpeg'
        ? [
            {
              code: 'ffmpeg_missing',
              severity: 'warning',
              message: 'ffmpeg not found.',
              remedy: 'Clips that fit already can be posted; others cannot be converted.',
              since: new Date().toISOString(),
            },
            {
              code: 'offline',
              severity: 'error',
              message: 'TikTok can’t be reached.',
              remedy: 'Check your internet connection. Posts wait and go out by themselves.',
              since: new Date(Date.now() - 26 * 3_600_000).toISOString(),
              dependents: [
                {
                  code: 'clock',
                  message: 'The time can’t be checked.',
                  since: new Date().toISOString(),
                },
              ],
            },
            {
              code: 'awake',
              severity: 'info',
              message: 'This computer may go to sleep.',
              remedy: 'A post is due soon and the system does not let Cuedrop keep it awake.',
              since: new Date(Date.now() - 60_000).toISOString(),
            },
          ]
        : [];
    return {
      rev: this.rev,
      ...firstPosts(this.posts.values()),
      media: [...this.media.values()],
      accounts: [...this.accounts.values()],
      health,
      sandbox: practiceScenes.includes(this.scene),
      canPractice: !practiceScenes.includes(this.scene),
      canLeave: practiceScenes.includes(this.scene),
      workspace: this.workspace,
      zone: data.fakeZone,
      mediaBase: '',
      version: '0.1.0',
      canConnect: this.preferences.app.source !== 'none',
      preferences: this.preferences,
    };
  }
}

function offset(at: Date, zone: string): number {
  const w = wallAt(at, zone);
  return Date.UTC(w.year, w.month - 1, w.day, w.hour, w.minute, w.second) - at.getTime();
}

/** How many posts the address asks for (?posts=10000); 0 is the usual few. */
function manyWanted(scene: string): number {
  const n = Number(new URLSearchParams(location.search).get('posts'));
  return Number.isInteger(n) && n > 0 ? n : scene === 'many' ? 10_000 : 0;
}

function manyPosts(n: number): Post[] {
  const templates = data.makePosts();
  return Array.from({ length: n }, (_, i) => {
    const base = templates[i % templates.length] as Post;
    const scheduledAt =
      base.state === 'scheduled'
        ? new Date(Date.now() + (i + 1) * 1_200_000).toISOString()
        : base.scheduledAt;
    return { ...base, id: `many${i}`, scheduledAt };
  });
}
