/** Where pictures and previews come from; only the fake backend replaces it. */
type MediaSource = {
  thumb: (mediaId: string) => string;
  strip: (mediaId: string) => string;
  frame: (mediaId: string, ms: number) => string;
  preview: (mediaId: string, base: string) => string;
  proxy: (mediaId: string, base: string) => string;
};

const of = (id: string, what: string) => `/media/${encodeURIComponent(id)}/${what}`;

const live: MediaSource = {
  thumb: (id) => of(id, 'thumb'),
  strip: (id) => of(id, 'strip'),
  frame: (id, ms) => of(id, `frame/${Math.round(ms)}`),
  preview: (id, base) => `${base}${of(id, 'preview')}`,
  proxy: (id, base) => `${base}${of(id, 'proxy')}`,
};

let source = live;

export const thumbUrl = (mediaId: string) => source.thumb(mediaId);

/** One picture: stripTiles pictures of the whole clip, side by side. */
export const stripUrl = (mediaId: string) => source.strip(mediaId);

/** The picture at ms of the original. */
export const frameUrl = (mediaId: string, ms: number) => source.frame(mediaId, ms);

/** base is the snapshot's mediaBase: "" or a loopback origin. */
export const previewUrl = (mediaId: string, base: string) => source.preview(mediaId, base);

/** What makeProxy made; not there before. */
export const proxyUrl = (mediaId: string, base: string) => source.proxy(mediaId, base);

export function setMediaSource(next: MediaSource) {
  source = next;
}
