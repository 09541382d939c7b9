import { call } from './calls';
import type { ClipLook, Finding } from './types';

/** Methods of the bridge that the generated bindings do not name yet. */
type Bridge = {
  Library: {
    Look: (mediaId: string) => Promise<ClipLook>;
    MakeProxy: (mediaId: string) => Promise<void>;
  };
  Posts: { Preflight: (postId: string) => Promise<Finding[] | null> };
};

const bridge = () => (window as unknown as { go: { app: Bridge } }).go.app;

/** Looks at the pictures of a clip once; may take seconds. */
export const lookAt = (mediaId: string) => call(() => bridge().Library.Look(mediaId));
/** Resolves when the clip can be played from its proxy address. */
export const makeProxy = (mediaId: string) => call(() => bridge().Library.MakeProxy(mediaId));
/** Everything worth saying about a stored post before it goes out. */
export const preflight = (postId: string) =>
  call(async () => (await bridge().Posts.Preflight(postId)) ?? []);
