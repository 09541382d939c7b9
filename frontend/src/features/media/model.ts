import type { Finding, Media } from '../../backend/types';

const order = ['refused', 'fixable', 'warning', 'info'];

/** Findings with the worst first. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
}

/** True when the picture fills a phone as it is: 9:16 within two percent. */
export function isPortrait(media: Pick<Media, 'width' | 'height'>): boolean {
  if (media.width <= 0 || media.height <= 0) return true;
  return Math.abs((media.width / media.height) * (16 / 9) - 1) < 0.02;
}
