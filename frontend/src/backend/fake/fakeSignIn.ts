import type { Account, Candidate } from '../types';
import type { Emit } from './fakeState';
import { wait, wire } from './fakeWire';

/** One sign-in at a time, like the real one: waiting, confirm, then done, declined or canceled. */
export class FakeSignIn {
  /** How long the made-up person needs in the browser. */
  browserMs = 1500;
  /** What the next sign-in fails with in the browser. */
  refusal = '';
  private end: { answer: (accept: boolean) => void; cancel: () => void } | null = null;

  constructor(private emit: Emit) {}

  async run(who: Account, known: boolean): Promise<Account> {
    if (this.end) {
      throw wire('conflict', 'account.signing_in', 'A sign-in is already open. Finish it first.');
    }
    const accepted = new Promise<boolean>((answer, reject) => {
      const cancel = () => reject(wire('canceled', 'oauth.canceled', 'The sign-in was canceled.'));
      this.end = { answer, cancel };
    });
    accepted.catch(() => undefined);
    try {
      return await this.ask(who, known, accepted);
    } catch (e) {
      this.emit('signin:changed', { state: 'failed', url: '', message: '' });
      throw e;
    } finally {
      this.end = null;
    }
  }

  private async ask(who: Account, known: boolean, accepted: Promise<boolean>): Promise<Account> {
    const url = 'https://example.invalid/authorize';
    this.emit('signin:changed', { state: 'waiting', url, message: '' });
    await Promise.race([wait(this.browserMs), accepted]);
    if (this.refusal) throw wire('rejected', 'oauth.denied', this.refusal);
    const { nickname, username, avatarUrl, scopes, missingScopes } = who;
    const candidate: Candidate = { nickname, username, avatarUrl, known, scopes, missingScopes };
    this.emit('signin:changed', { state: 'confirm', url: '', message: '', candidate });
    if (!(await accepted)) {
      throw wire(
        'canceled',
        'account.declined',
        'Nothing was connected. Sign out of TikTok in the browser, or use another browser profile, then sign in again.',
      );
    }
    this.emit('signin:changed', { state: 'done', url: '', message: '' });
    return who;
  }

  async confirm(accept: boolean) {
    if (!this.end) throw wire('conflict', 'account.not_signing_in', 'No sign-in waits.');
    this.end.answer(accept);
  }

  async cancel() {
    this.end?.cancel();
  }
}
