import type { Snapshot } from '../types';
import { fakeZone } from './data';
import { fakeFFmpeg } from './fakeFFmpeg';
import { firstPosts } from './fakeLists';
import type { FakeState } from './fakeState';
import { fakePolicy } from './fakeWelcome';
import { wait } from './fakeWire';

const practiceScenes = ['sandbox', 'practice', 'practice-bare'];

export function systemBindings(state: FakeState) {
  return {
    SetFocused: async () => undefined,
    Drawn: async () => undefined,
    SetSpoken: async () => undefined,
    Close: async (act: string, remember: boolean) => {
      state.closed.push(act);
      if (remember) state.prefer({ window: { ...state.preferences.window, onClose: act } });
    },
    Policy: async (document: string, language: string) => fakePolicy(document, language),
    PolicyChanges: async () =>
      state.preferences.policy.accepted
        ? []
        : [
            'Insights: daily counts of your own posts are kept for 13 months once you turn them on.',
            'Backups are kept for seven days instead of fourteen.',
          ],
    OpenSandbox: async () => location.assign('?fake=practice'),
    LeaveSandbox: async () => location.assign('?fake=welcome'),
    FFmpeg: async () => state.ffmpeg,
    SearchFFmpeg: async () => {
      await wait(150);
      state.ffmpeg = fakeFFmpeg('/usr/bin/ffmpeg');
      return state.ffmpeg;
    },
    ChooseFFmpeg: async () => useFFmpeg(state, true),
    ClearFFmpeg: async () => useFFmpeg(state, false),
    Snapshot: async () => structuredClone(snapshot(state)),
    OpenLink: async () => undefined,
  };
}

function useFFmpeg(state: FakeState, chosen: boolean) {
  state.prefer({ media: { ...state.preferences.media, chosen } });
  state.ffmpeg = fakeFFmpeg(chosen ? '/opt/ffmpeg-8.1.3/bin/ffmpeg' : '/usr/bin/ffmpeg');
  return state.ffmpeg;
}

function snapshot(state: FakeState): Snapshot {
  const health =
    state.scene === 'ffmpeg'
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
    rev: state.rev,
    ...firstPosts(state.posts.values()),
    media: [...state.media.values()],
    accounts: [...state.accounts.values()],
    health,
    sandbox: practiceScenes.includes(state.scene),
    canPractice: !practiceScenes.includes(state.scene),
    canLeave: practiceScenes.includes(state.scene),
    workspace: state.workspace,
    zone: fakeZone,
    mediaBase: '',
    version: '0.1.0',
    canConnect: state.preferences.app.source !== 'none',
    preferences: state.preferences,
  };
}
