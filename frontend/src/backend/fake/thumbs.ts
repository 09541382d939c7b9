const palettes = [
  ['#2f3a44', '#8fa1ad', '#dfe6ea'],
  ['#8a7d6b', '#e6ded2', '#f7f3ec'],
  ['#7a3b18', '#d8892b', '#f0c05a'],
  ['#070b16', '#1b2b4e', '#6f8fc9'],
  ['#2f5a2b', '#7fb24e', '#cfe3a5'],
  ['#11161a', '#3c4a52', '#98a6ad'],
  ['#3b2b4a', '#7e6396', '#c9b7da'],
] as const;

/** A made-up 9:16 picture as a data URI. */
export function fakeThumb(mediaId: string): string {
  const n = Number(mediaId.replace(/\D/g, '')) || 0;
  const [dark, mid, light] = palettes[n % palettes.length] ?? palettes[0];
  const y = 120 + ((n * 37) % 90);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 180 320"><rect width="180" height="320" fill="${dark}"/><path d="M0 ${y}q45-40 90 0t90 0v200H0z" fill="${mid}"/><path d="M0 ${y + 70}q60-30 110 10t70-6v200H0z" fill="${dark}" opacity=".6"/><circle cx="${50 + ((n * 29) % 80)}" cy="${y - 46}" r="24" fill="${light}"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

/** A made-up face of a creator as a data URI. */
export function fakeAvatar(n: number): string {
  const [dark, mid, light] = palettes[n % palettes.length] ?? palettes[0];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 80"><rect width="80" height="80" fill="${mid}"/><circle cx="40" cy="34" r="15" fill="${light}"/><path d="M8 84q4-32 32-32t32 32z" fill="${dark}"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
