/** Where pictures and previews come from; only the fake backend replaces it. */
export type MediaSource = {
  thumb: (mediaId: string) => string;
  preview: (mediaId: string, base: string) => string;
};

const live: MediaSource = {
  thumb: (id) => `/media/${encodeURIComponent(id)}/thumb`,
  preview: (id, base) => `${base}/media/${encodeURIComponent(id)}/preview`,
};

let source = live;

export const thumbUrl = (mediaId: string) => source.thumb(mediaId);

/** base is the snapshot's mediaBase: "" or a loopback origin. */
export const previewUrl = (mediaId: string, base: string) => source.preview(mediaId, base);

export function setMediaSource(next: MediaSource) {
  source = next;
}
