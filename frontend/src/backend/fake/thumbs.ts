const palettes = [
  ['#2f3a44', '#8fa1ad', '#dfe6ea'],
  ['#8a7d6b', '#e6ded2', '#f7f3ec'],
  ['#7a3b18', '#d8892b', '#f0c05a'],
  ['#070b16', '#1b2b4e', '#6f8fc9'],
  ['#2f5a2b', '#7fb24e', '#cfe3a5'],
  ['#11161a', '#3c4a52', '#98a6ad'],
  ['#3b2b4a', '#7e6396', '#c9b7da'],
] as const;

const uri = (svg: string) => `data:image/svg+xml,${encodeURIComponent(svg)}`;

/** A made-up landscape at a share of its clip: a sun goes down over a swell. */
function scene(n: number, w: number, h: number, at: number): string {
  const [dark, mid, light] = palettes[n % palettes.length] ?? palettes[0];
  const y = h * (0.38 + ((n * 37) % 90) / 320 + 0.1 * at);
  const swell = h * 0.12 * Math.cos(at * 9);
  const sun = { x: w * (0.3 + ((n * 29) % 80) / 180 - 0.22 * at), y: y - h * (0.16 - 0.14 * at) };
  return `<rect width="${w}" height="${h}" fill="${dark}"/><circle cx="${sun.x}" cy="${sun.y}" r="${h * 0.075}" fill="${light}"/><path d="M0 ${y}q${w / 4}-${40 + swell} ${w / 2} 0t${w / 2} 0v${h}H0z" fill="${mid}"/><path d="M0 ${y + h * 0.22}q${w / 3}-${30 - swell} ${w * 0.6} 10t${w * 0.4}-6v${h}H0z" fill="${dark}" opacity=".6"/>`;
}

const number = (mediaId: string) => Number(mediaId.replace(/\D/g, '')) || 0;
const size = (wide: boolean): [number, number] => (wide ? [320, 180] : [180, 320]);

/** A made-up picture of a clip as a data URI; at is how far into the clip. */
export function fakeFrame(mediaId: string, wide = false, at = 0): string {
  const [w, h] = size(wide);
  return uri(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}">${scene(number(mediaId), w, h, at)}</svg>`,
  );
}

export const fakeThumb = (mediaId: string, wide = false) => fakeFrame(mediaId, wide);

/** Ten pictures of a clip side by side. */
export function fakeStrip(mediaId: string, wide = false): string {
  const [w, h] = size(wide);
  const tiles = Array.from(
    { length: 10 },
    (_, i) =>
      `<svg x="${i * w}" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}">${scene(number(mediaId), w, h, (i + 0.5) / 10)}</svg>`,
  );
  return uri(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${10 * w}" height="${h}">${tiles.join('')}</svg>`,
  );
}

/** A made-up face of a creator as a data URI. */
export function fakeAvatar(n: number): string {
  const [dark, mid, light] = palettes[n % palettes.length] ?? palettes[0];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 80"><rect width="80" height="80" fill="${mid}"/><circle cx="40" cy="34" r="15" fill="${light}"/><path d="M8 84q4-32 32-32t32 32z" fill="${dark}"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
