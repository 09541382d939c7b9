import type { ClipFiles, Replaced } from '../types';
import { makeMedia } from './data';
import { fakeLook } from './fakeMedia';
import type { FakeState } from './fakeState';
import { fault, wait, wire } from './fakeWire';

const busy = ['scheduled', 'due', 'prepared', 'init_sent', 'uploading', 'finishing', 'confirming'];

/** Clips as the real library keeps them; clip 6 is missing and clip 5 has been changed. */
export function libraryBindings(state: FakeState) {
  const { media, posts } = state;
  const found: Record<string, string> = { m6: 'missing', m5: 'differs' };
  return {
    Files: async (): Promise<ClipFiles> => ({
      clips: [...media.values()]
        .filter((m) => !m.removed)
        .map((m) => ({ mediaId: m.id, state: found[m.id] ?? 'here', cacheBytes: 1_240_000 })),
      copies: [...posts.values()]
        .filter((p) => ['due', 'prepared', 'scheduled'].includes(p.state))
        .map((p) => ({ postId: p.id, size: 4_700_000 })),
    }),
    ShowFile: async (id: string) => {
      if (found[id] === 'missing')
        throw wire('rejected', 'media.source_missing', 'The file is gone.');
    },
    ChooseFile: async (id: string): Promise<Replaced> => {
      delete found[id];
      if (id !== 'm5') return { mediaId: id, same: true };
      state.addMedia(makeMedia('m5b', 'yawn-2.mp4'));
      return { mediaId: 'm5b', same: false };
    },
    Remove: async (id: string) => {
      const clip = media.get(id);
      if (!clip) throw wire('not_found', 'media.not_found', 'There is no such clip.');
      const used = [...posts.values()].filter((p) => p.mediaId === id);
      if (used.some((p) => busy.includes(p.state) || p.state === 'uncertain')) {
        throw wire(
          'conflict',
          'media.in_use',
          'A post of this clip is scheduled. Settle it first.',
        );
      }
      if (used.length > 0) {
        state.addMedia({ ...clip, removed: true });
        return;
      }
      media.delete(id);
      state.emit('media:removed', { id, rev: 0 });
    },
    ChooseFiles: () => state.addFiles(1),
    ChooseFolder: () => state.addFiles(3),
    AddSample: async () => {
      await wait(400);
      if (state.ffmpeg.path === '') return fault('unsupported', 'ffmpeg', state.ffmpeg.problem);
      return state.addFiles(1);
    },
    Look: async (mediaId: string) => {
      await wait(60);
      const media = state.media.get(mediaId);
      if (state.refuseLook) return fault('unavailable', 'look', state.refuseLook);
      if (!media) return fault('not_found', 'media', 'Gone.');
      return { ...fakeLook(media), keyframesKnown: state.keyframesKnown };
    },
    MakeProxy: async () => {
      await wait(state.proxyMs);
      if (state.refuseProxy) return fault('unavailable', 'proxy', state.refuseProxy);
    },
  };
}
