import type { LockSettings, WorkspaceItem, Workspaces } from '../types';
import type { Emit } from './fakeState';
import { wait, wire } from './fakeWire';

type Secret = { passphrase: string; code: string };

type Kept = {
  items: WorkspaceItem[];
  shown: string;
  secrets: Record<string, Secret>;
  lock: LockSettings;
};

const storeKey = 'cuedrop.fake.workspaces';
const open = (id: string, name: string): WorkspaceItem => ({
  id,
  name,
  passphrase: false,
  locked: false,
});
const noLock: LockSettings = {
  passphrase: false,
  recovery: false,
  idleMinutes: 0,
  withSystem: false,
  withSleep: false,
  keepPublishing: false,
  guarded: false,
};

/** What opens the locked workspaces of the scenes. */
const fakeSecret: Secret = {
  passphrase: 'harbour seven tide',
  code: 'K7MQ-2XWD-9RPA-4TCE-H3VN-6YBF',
};

/**
 * Workspaces that outlive the page, as the real ones do: locking, switching and unlocking open the
 * window anew. Scenes: "workspaces" has three, "locked" begins locked, "lockedEs" in Spanish, "lockedOnly" has no other,
 * "guarded" asks again before what matters.
 */
export class FakeWorkspaces {
  private kept: Kept;
  private tries = 0;
  private waitUntil = 0;
  private confirmedUntil = 0;
  /** A recovery code was made and nobody has said that it is kept. */
  private issued = false;
  private touches = 0;
  private codes = 0;
  /** Calls of anything else while it was locked. */
  readonly refused: string[] = [];

  constructor(
    private emit: Emit,
    private scene: string,
  ) {
    const stored = sessionStorage.getItem(storeKey);
    this.kept = stored ? JSON.parse(stored) : firstOf(scene);
  }

  get shown(): WorkspaceItem {
    return this.item(this.kept.shown);
  }
  get touched(): number {
    return this.touches;
  }

  /** What a guard refuses, or undefined. */
  guard(action: string): string | undefined {
    if (this.shown.locked) {
      this.refused.push(action);
      return wire('auth_required', 'workspace.locked', 'This workspace is locked.');
    }
    const { guarded, passphrase } = this.kept.lock;
    if (!guarded || !passphrase || Date.now() < this.confirmedUntil) return undefined;
    return wire('auth_required', 'workspace.guarded', 'This action asks for the passphrase.');
  }

  bindings() {
    return {
      List: async () => this.list(),
      Show: async (id: string) => {
        await wait(40);
        this.show(id);
      },
      Unlock: async (id: string, passphrase: string) => {
        await this.check(id, (s) => s.passphrase === passphrase, 'That is not the passphrase.');
        this.item(id).locked = false;
        this.show(id);
      },
      Recover: async (id: string, code: string, passphrase: string) => {
        await this.check(id, (s) => s.code === code.trim().toUpperCase(), wrongCode);
        this.mustBeLong(passphrase);
        const next = this.nextCode();
        this.kept.secrets[id] = { passphrase, code: next };
        this.item(id).locked = false;
        this.show(id);
        return next;
      },
      Lock: async () => {
        if (!this.shown.passphrase) {
          throw wire('conflict', 'workspace.no_passphrase', 'Set a passphrase first.');
        }
        this.lockNow();
      },
      Create: async (name: string) => {
        await wait(80);
        const item = open(`w${Date.now()}`, this.freeName(name, ''));
        this.kept.items.push(item);
        this.show(item.id);
      },
      Rename: async (id: string, name: string) => {
        await wait(40);
        this.item(id).name = this.freeName(name, id);
        this.tell();
      },
      Delete: async (id: string, confirm: string) => {
        await wait(400);
        const item = this.item(id);
        if (confirm !== item.name) {
          throw wire('invalid', 'workspace.confirm', 'The name typed is another one.');
        }
        if (id === this.kept.shown) {
          throw wire('conflict', 'workspace.shown', 'Switch to another workspace first.');
        }
        this.kept.items = this.kept.items.filter((i) => i.id !== id);
        this.tell();
      },
      LockSettings: async () => structuredClone(this.kept.lock),
      SetLock: async (lock: LockSettings) => {
        await wait(30);
        if (this.kept.lock.guarded && !lock.guarded) {
          const refusal = this.guard('SetLock');
          if (refusal) throw refusal;
        }
        const { passphrase, recovery } = this.kept.lock;
        this.kept.lock = { ...lock, passphrase, recovery };
        this.keep();
      },
      SetPassphrase: async (current: string, next: string) => {
        const first = !this.kept.lock.passphrase;
        if (!first) await this.mustKnow(current);
        this.mustBeLong(next);
        await wait(300);
        const code = first ? this.nextCode() : '';
        const before = this.kept.secrets[this.kept.shown]?.code ?? '';
        this.kept.secrets[this.kept.shown] = { passphrase: next, code: code || before };
        this.kept.lock = { ...this.kept.lock, passphrase: true, recovery: true };
        this.shown.passphrase = true;
        this.tell();
        return code;
      },
      RemovePassphrase: async (current: string) => {
        await this.mustKnow(current);
        this.kept.lock = { ...noLock };
        this.shown.passphrase = false;
        this.tell();
      },
      NewRecoveryCode: async (current: string) => {
        await this.mustKnow(current);
        const code = this.nextCode();
        this.kept.secrets[this.kept.shown] = { passphrase: current, code };
        this.keep();
        return code;
      },
      SaveRecoveryCode: async () => {
        await wait(60);
        if (!this.issued) {
          throw wire(
            'conflict',
            'workspace.code_gone',
            'The recovery code is not shown any more, so it can’t be saved.',
          );
        }
        return true;
      },
      CodeKept: async () => {
        this.issued = false;
      },
      Confirm: async (passphrase: string) => {
        await this.mustKnow(passphrase);
        this.confirmedUntil = Date.now() + 120_000;
      },
      Touched: async () => {
        this.touches++;
      },
    };
  }

  /** Locks as a back end does by itself: after a while, or with the system. */
  lockNow() {
    this.shown.locked = true;
    this.tell();
  }

  private list(): Workspaces {
    return structuredClone({
      items: this.kept.items,
      shown: this.kept.shown,
      locked: this.shown.locked,
      waitMs: Math.max(0, this.waitUntil - Date.now()),
      fixed: ['sandbox', 'practice', 'practice-bare'].includes(this.scene),
      language: this.scene === 'lockedEs' ? 'es' : 'system',
    });
  }

  private show(id: string) {
    this.kept.shown = this.item(id).id;
    this.tell();
  }

  private item(id: string): WorkspaceItem {
    const item = this.kept.items.find((i) => i.id === id);
    if (!item) throw wire('not_found', 'workspace.gone', 'This workspace is no longer here.');
    return item;
  }

  private freeName(wanted: string, of: string): string {
    const name = wanted.trim();
    if (name === '') throw wire('invalid', 'workspace.name', 'Give it a name.');
    const taken = this.kept.items.some(
      (i) => i.id !== of && i.name.toLowerCase() === name.toLowerCase(),
    );
    if (taken) throw wire('conflict', 'workspace.name_taken', 'Another workspace is called that.');
    return name;
  }

  private mustBeLong(passphrase: string) {
    if ([...passphrase].length >= 8) return;
    throw wire('invalid', 'workspace.short', 'A passphrase has 8 characters or more.');
  }

  private mustKnow(passphrase: string) {
    return this.check(
      this.kept.shown,
      (s) => s.passphrase === passphrase,
      'That is not the passphrase.',
    );
  }

  /** From the third wrong try on it takes longer and longer. */
  private async check(id: string, right: (s: Secret) => boolean, message: string) {
    await wait(150);
    if (Date.now() < this.waitUntil) {
      throw wire('rate_limited', 'workspace.wait', 'Too many wrong tries. Wait, then try again.');
    }
    if (right(this.kept.secrets[id] ?? fakeSecret)) {
      this.tries = 0;
      return;
    }
    this.tries++;
    if (this.tries >= 3) this.waitUntil = Date.now() + 5000 * 2 ** (this.tries - 3);
    throw wire('auth_required', 'workspace.wrong', message);
  }

  private nextCode(): string {
    this.issued = true;
    this.codes++;
    return `9QXT-${this.codes}MKE-4WPD-7RHA-C2VN-8YGJ`;
  }

  private keep() {
    sessionStorage.setItem(storeKey, JSON.stringify(this.kept));
  }

  private tell() {
    this.keep();
    this.emit('workspace:changed', this.list());
  }
}

const wrongCode = 'That is not the recovery code. Codes that were used once open nothing any more.';

function firstOf(scene: string): Kept {
  const mine = open('w1', 'Hollow Oak Studio');
  const kept: Kept = { items: [mine], shown: 'w1', secrets: {}, lock: { ...noLock } };
  if (!['workspaces', 'locked', 'lockedEs', 'lockedOnly', 'guarded'].includes(scene)) return kept;
  mine.passphrase = true;
  kept.lock = {
    passphrase: true,
    recovery: true,
    idleMinutes: 10,
    withSystem: true,
    withSleep: true,
    keepPublishing: false,
    guarded: scene === 'guarded',
  };
  if (scene !== 'lockedOnly') {
    kept.items.push(
      { ...open('w2', 'Tidewater and Sons, the whole coast'), passphrase: true, locked: true },
      open('w3', 'Practice at home'),
    );
  }
  mine.locked = ['locked', 'lockedEs', 'lockedOnly'].includes(scene);
  return kept;
}
