import type { RenderProgress, UploadProgress } from '../backend/types';
import { createStore, useStore } from './createStore';

/** Bytes a second of one upload, smoothed; 0 while unknown. */
type Upload = UploadProgress & { speed: number; seenAt: number };

type Progress = {
  uploads: ReadonlyMap<string, Upload>;
  renders: ReadonlyMap<string, RenderProgress>;
};

/** Lossy figures that rows show while they last. Nothing depends on them. */
export const progressStore = createStore<Progress>({ uploads: new Map(), renders: new Map() });

export function noteUpload(p: UploadProgress, now: number) {
  progressStore.set((s) => {
    const before = s.uploads.get(p.postId);
    const dt = before ? now - before.seenAt : 0;
    const instant = before && dt > 0 ? ((p.sent - before.sent) * 1000) / dt : 0;
    const old = before?.speed ?? 0;
    const speed = instant > 0 ? (old > 0 ? old * 0.7 + instant * 0.3 : instant) : old;
    return { ...s, uploads: new Map(s.uploads).set(p.postId, { ...p, speed, seenAt: now }) };
  });
}

export function noteRender(p: RenderProgress) {
  progressStore.set((s) => ({ ...s, renders: new Map(s.renders).set(p.postId, p) }));
}

/** Drops a post's figures once its state no longer shows them. */
export function forgetProgress(postId: string) {
  progressStore.set((s) => {
    if (!s.uploads.has(postId) && !s.renders.has(postId)) return s;
    const uploads = new Map(s.uploads);
    const renders = new Map(s.renders);
    uploads.delete(postId);
    renders.delete(postId);
    return { uploads, renders };
  });
}

export const useUpload = (postId: string) => useStore(progressStore, (s) => s.uploads.get(postId));
export const useRender = (postId: string) => useStore(progressStore, (s) => s.renders.get(postId));
