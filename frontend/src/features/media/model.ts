import type { Media } from '../../backend/types';

/** True when the picture fills a phone as it is: 9:16 within two percent. */
export function isPortrait(media: Pick<Media, 'width' | 'height'>): boolean {
  if (media.width <= 0 || media.height <= 0) return true;
  return Math.abs((media.width / media.height) * (16 / 9) - 1) < 0.02;
}
