type Shape = { width: number; height: number };

/** True when the picture fills a phone as it is: 9:16 within two percent. */
export function isPortrait({ width, height }: Shape): boolean {
  if (width <= 0 || height <= 0) return true;
  return Math.abs((width / height) * (16 / 9) - 1) < 0.02;
}

/** True when the picture is made anew, whatever part of the clip goes out. */
export function isRemade(media: Shape & { route: string }, fit: string): boolean {
  const fitted = fit !== '' && fit !== 'keep' && !isPortrait(media);
  return media.route === 'full' || fitted;
}
