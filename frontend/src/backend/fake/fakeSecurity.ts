import type { Account, ActivityRow, Incident, Post, SecurityFact } from '../types';
import { wait } from './fakeWire';
import type { FakeWorkspaces } from './fakeWorkspaces';

type Stored = {
  accounts: Map<string, Account>;
  posts: Map<string, Post>;
  removeAccount: (id: string) => void;
  pauseAll: () => Promise<void>;
};

/** As the real one says them. */
const remedies: Record<string, string> = {
  'passphrase warn':
    'Whoever uses this computer as you opens this workspace too. Set a passphrase if somebody else does.',
  'disk unknown':
    "Cuedrop can't see whether this disk is encrypted. Look in the system's settings.",
  'folder warn':
    "Other users of this computer may open Cuedrop's data folder. Make it yours only; on macOS and Linux with chmod 700.",
  'ffmpeg warn':
    'This ffmpeg works. Version 8.1.3 or newer is recommended, because it fixes security holes in what reads clips.',
};

/** Facts, a log that is longer than one page, and the button for when something is wrong. */
export class FakeSecurity {
  private rows: ActivityRow[] = [];
  private adult = '';
  /** How many of the sign-ins TikTok can't be told of at once. */
  queued = 0;
  /** How long locking and revoking takes. */
  incidentMs = 300;
  /** What was saved: notes and bundles. */
  readonly saved: string[] = [];

  constructor(
    private stored: Stored,
    private workspaces: FakeWorkspaces,
  ) {
    const accounts = [...stored.accounts.keys()];
    const usual: [string, string, string][] = [
      ['unlock', '', 'done'],
      ['lock', '', 'idle'],
      ['sign_in', accounts[0] ?? '', 'done'],
      ['try', '', 'failed'],
      ['guard', 'publish_now', 'done'],
      ['export', 'all', 'done'],
      ['lock', '', 'hand'],
      ['sign_out', 'a-that-is-gone', 'done'],
      ['passphrase', '', 'set'],
      ['erasure', 'account', 'done'],
      ['support', '', 'done'],
      ['workspace', '', 'renamed'],
    ];
    if (accounts.length === 0) return;
    for (let i = 0; i < 260; i++) {
      const [kind, subject, outcome] = usual[i % usual.length] ?? ['unlock', '', 'done'];
      this.note(kind, subject, outcome, (260 - i) * 3.4 * 3_600_000);
    }
  }

  bindings() {
    return {
      Facts: async (): Promise<SecurityFact[]> => {
        const passphrase = this.workspaces.shown.passphrase;
        return [
          { code: 'keyring', state: 'ok', detail: 'GNOME Keyring' },
          { code: 'passphrase', state: passphrase ? 'ok' : 'warn', detail: '' },
          { code: 'disk', state: passphrase ? 'unknown' : 'ok', detail: passphrase ? '' : 'LUKS' },
          { code: 'folder', state: passphrase ? 'warn' : 'ok', detail: '' },
          {
            code: 'ffmpeg',
            state: passphrase ? 'warn' : 'ok',
            detail: passphrase ? '6.1' : '8.1.3',
          },
        ].map((fact) => ({ ...fact, remedy: remedies[`${fact.code} ${fact.state}`] ?? '' }));
      },
      Activity: async (before: number) => {
        await wait(40);
        const older = this.rows.filter((r) => before === 0 || r.id < before);
        return structuredClone(older.slice(0, 100));
      },
      LockAndRevoke: async (): Promise<Incident> => {
        await wait(this.incidentMs);
        const accounts = [...this.stored.accounts.keys()];
        for (const id of accounts) this.stored.removeAccount(id);
        await this.stored.pauseAll();
        this.note('incident', '', 'done', 0);
        const { passphrase } = this.workspaces.shown;
        if (passphrase) this.workspaces.lockNow();
        const incident = {
          at: new Date().toISOString(),
          accounts: accounts.length,
          revoked: accounts.length - this.queued,
          queued: this.queued,
          untold: 0,
          stopped: 14,
          locked: passphrase,
        };
        return { ...incident, note: noteOf(incident) };
      },
      SaveIncidentNote: async () => this.save('note'),
      SupportBundle: async () => {
        await wait(120);
        return bundle;
      },
      SaveSupportBundle: async () => this.save('bundle'),
      ConfirmAdult: async () => {
        this.adult = new Date().toISOString();
      },
      Adult: async () => this.adult,
    };
  }

  private async save(what: string) {
    await wait(40);
    this.saved.push(what);
    return true;
  }

  private note(kind: string, subject: string, outcome: string, agoMs: number) {
    const at = new Date(Date.now() - agoMs).toISOString();
    this.rows.unshift({ id: this.rows.length + 1, at, kind, subject, outcome });
  }
}

const noteOf = (i: Omit<Incident, 'note'>) =>
  `Cuedrop, incident note
${i.at}

Done
  Publishing is paused. ${i.stopped} posts were stopped.
  ${i.accounts} accounts were signed out: ${i.revoked} ended at TikTok, ${i.queued} as soon as it can be reached.
  ${i.locked ? 'The workspace is locked.' : 'The workspace has no passphrase and could not be locked.'}

Now
  1. Open TikTok's page of app permissions and remove Cuedrop there.
  2. Change the password of each account, and end sessions you do not know.
`;

const bundle = `Cuedrop 0.1.0 (linux/amd64), ${'2026-11-24T14:42:00Z'}
Without captions, names, addresses, file names and tokens.

[conditions]
none

[counts]
accounts 5, posts 18, clips 21, renditions 7

[ffmpeg]
8.1.3, libx264, aac, loudnorm

[log]
${Array.from({ length: 60 }, (_, i) => `14:${String(i % 60).padStart(2, '0')}:07 INFO publish: post [id ${(i * 37) % 911}] moved on from=prepared to=uploading`).join('\n')}
`;
