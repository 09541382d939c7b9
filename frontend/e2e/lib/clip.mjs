import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A small landscape clip of 10.1 s, like the one the fake back end lists as m1. */
export function makeClip() {
  const dir = mkdtempSync(join(tmpdir(), 'cuedrop-clip-'));
  try {
    const file = join(dir, 'clip.mp4');
    const source = ['-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=15:duration=10.1'];
    const encode = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '15'];
    const quiet = ['-hide_banner', '-loglevel', 'error', '-nostdin'];
    execFileSync('ffmpeg', [...quiet, ...source, ...encode, '-movflags', '+faststart', file]);
    return readFileSync(file);
  } finally {
    rmSync(dir, { recursive: true });
  }
}

/** Serves a clip at every address that matches, in ranges, as a player asks for it. */
export function serveClip(page, pattern, clip) {
  return page.route(pattern, (route) => {
    const [, from, to] = /bytes=(\d+)-(\d*)/.exec(route.request().headers().range ?? '') ?? [];
    const first = Number(from ?? 0);
    const last = to ? Number(to) : clip.length - 1;
    return route.fulfill({
      status: from === undefined ? 200 : 206,
      contentType: 'video/mp4',
      headers: {
        'Accept-Ranges': 'bytes',
        'Content-Range': `bytes ${first}-${last}/${clip.length}`,
      },
      body: clip.subarray(first, last + 1),
    });
  });
}
