import type { Account, Missed, Slot } from '../types';
import { creatorOf } from './data';
import type { FakeSignIn } from './fakeSignIn';
import type { FakeState } from './fakeState';
import { fault, wait } from './fakeWire';
import { accounts, makeQuotas, newcomer } from './people';

export function accountBindings(state: FakeState, signIn: FakeSignIn) {
  return {
    Connect: (id: string) => connect(state, signIn, id),
    ConnectPractice: async () => {
      await wait(150);
      const account = state.accounts.get('a1') ?? accounts[0];
      if (!account) return fault('conflict', 'practice.none', 'None.');
      return state.putAccount({
        ...account,
        username: 'practice.creator',
        nickname: 'Practice creator',
      });
    },
    Confirm: (accept: boolean) => signIn.confirm(accept),
    CancelConnect: () => signIn.cancel(),
    Quotas: async (id: string) => makeQuotas(id),
    SetMissed: async (id: string, missed: Missed) => {
      if (state.refuseMissed) return fault('internal', 'store', state.refuseMissed);
      const account = state.accounts.get(id);
      if (!account) return fault('not_found', 'account', 'Gone.');
      state.putAccount({ ...account, missed });
    },
    Slots: async (id: string) => state.accounts.get(id)?.slots ?? [],
    SetSlots: async (id: string, slots: Slot[]) => {
      await wait(40);
      if (state.refuseSlots) return fault('internal', 'store', state.refuseSlots);
      const account = state.accounts.get(id);
      if (!account) return fault('not_found', 'account', 'Gone.');
      state.putAccount({ ...account, slots });
    },
    Disconnect: async (id: string) => state.removeAccount(id),
    Creator: async (id: string) => {
      await wait(120);
      if (state.creatorRefusal) return fault('rejected', 'creator', state.creatorRefusal);
      const account = state.accounts.get(id);
      return account ? creatorOf(account) : fault('not_found', 'account', 'Gone.');
    },
  };
}

async function connect(state: FakeState, signIn: FakeSignIn, id: string): Promise<Account> {
  const asked = state.accounts.get(id);
  const who = asked
    ? { ...asked, health: 'ok', scopes: state.wanted(), missingScopes: [] }
    : (accounts.find((a) => !state.accounts.has(a.id)) ?? newcomer);
  const missingScopes = state.wanted().filter((s) => !who.scopes.includes(s));
  const account = await signIn.run({ ...who, missingScopes }, state.accounts.has(who.id));
  return state.putAccount(account);
}
