import type { MediaSettings, PowerSettings, Preferences, Profile } from '../types';
import { snippetBindings } from './fakeSnippets';
import type { FakeState } from './fakeState';
import { fault, wait } from './fakeWire';

const appRefusal =
  'A client key and a client secret have letters and digits only. Copy both from your app’s page in TikTok’s developer portal.';

export function settingsBindings(state: FakeState) {
  return {
    SetWindow: async (window: Preferences['window']) => state.prefer({ window }),
    SetLanguage: async (language: string) => state.prefer({ language }),
    AcceptPolicy: async (digest: string) => {
      const { policy } = state.preferences;
      if (digest !== policy.digest) return fault('conflict', 'policy.outdated', 'Read them again.');
      const acceptedAt = new Date().toISOString();
      const acceptedVersion = policy.version;
      state.prefer({ policy: { ...policy, accepted: true, acceptedVersion, acceptedAt } });
    },
    FinishWelcome: async () => state.prefer({ welcomed: true }),
    SetProfile: async (profile: Profile) => {
      if (profile.email && !profile.email.includes('@')) {
        return fault(
          'invalid',
          'profile.email',
          'That is no e-mail address. Write it like name@example.com, or leave it empty.',
        );
      }
      state.prefer({ profile });
    },
    SetCacheMB: async (cacheMb: number) => state.prefer({ cacheMb }),
    SavePack: async () => {
      await wait(100);
      return true;
    },
    ...snippetBindings(),
    SetPower: async (power: PowerSettings) => state.prefer({ power }),
    SetMedia: async (media: MediaSettings) => state.prefer({ media }),
    SetNotifications: async (on: boolean, successes: boolean, hideContent: boolean) =>
      state.prefer({ notifications: { on, successes, hideContent } }),
    SetFeature: async (name: string, on: boolean) => {
      const features = state.preferences.features.map((f) => (f.name === name ? { ...f, on } : f));
      state.prefer({ features });
      state.touchAccounts();
    },
    SetUpload: async (maxKBps: number, paused: boolean) =>
      state.prefer({ upload: { maxKBps, paused } }),
    SetApp: async (clientKey: string, clientSecret: string) => {
      if (!/^\w{8,}$/.test(clientKey) || !clientSecret) {
        return fault('invalid', 'app.credentials', appRefusal);
      }
      state.prefer({ app: { clientKey, source: 'settings', editable: true } });
    },
    ForgetApp: async () => {
      if (state.accounts.size > 0) {
        return fault('conflict', 'app.accounts', 'Disconnect the accounts first.');
      }
      state.prefer({ app: { clientKey: '', source: 'none', editable: true } });
    },
  };
}
