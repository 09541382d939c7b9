import { accountBindings } from './fakeAccounts';
import { FakeBulk } from './fakeBulk';
import { libraryBindings } from './fakeLibrary';
import { postBindings, resolveTime } from './fakePosts';
import { FakePrivacy } from './fakePrivacy';
import { settingsBindings } from './fakeSettings';
import { FakeSignIn } from './fakeSignIn';
import { type Emit, FakeState } from './fakeState';
import { systemBindings } from './fakeSystem';

/** An in-memory back end with the shape of the real one and made-up progress. */
export class FakeBackend extends FakeState {
  readonly signIn: FakeSignIn;
  readonly privacy: FakePrivacy;
  readonly bulk: FakeBulk;

  constructor(emit: Emit, scene: string, workspace?: string) {
    super(emit, scene, workspace);
    this.signIn = new FakeSignIn(emit);
    this.privacy = new FakePrivacy(this);
    this.bulk = new FakeBulk({
      posts: this.posts,
      put: (post) => this.put(post),
      remove: (id) => this.remove(id),
      resolve: (wall, zone) => resolveTime(wall, zone, 0),
      addMedia: (clip) => this.addMedia(clip),
      emit,
    });
    this.touchAccounts();
  }

  bindings() {
    return {
      Posts: {
        ...postBindings(this, (part) => this.privacy.send(part)),
        ...this.bulk.bindings(),
      },
      Library: libraryBindings(this),
      Accounts: accountBindings(this, this.signIn),
      Settings: settingsBindings(this),
      Privacy: this.privacy.bindings(),
      System: systemBindings(this),
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

  /** What the security part does to the rest. */
  forSecurity() {
    return {
      accounts: this.accounts,
      posts: this.posts,
      removeAccount: (id: string) => this.removeAccount(id),
      pauseAll: () => this.privacy.bindings().SetPaused('', true),
    };
  }
}
