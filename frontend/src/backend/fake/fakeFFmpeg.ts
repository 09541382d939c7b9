import type { FFmpeg } from '../types';

const install = [
  { title: 'Debian, Ubuntu, Mint', command: 'sudo apt install ffmpeg' },
  { title: 'Fedora', command: 'sudo dnf install ffmpeg-free' },
];

/** The ffmpeg at a path, or none with "". The one under /opt is new and complete. */
export function fakeFFmpeg(path: string): FFmpeg {
  if (path === '') {
    return {
      path,
      version: '',
      given: false,
      encoder: '',
      hardware: false,
      encoders: [],
      lacks: [],
      advice: '',
      problem:
        'Cuedrop needs ffmpeg to check and convert clips, and there is none on this computer: run “sudo apt install ffmpeg”, then search again.',
      install,
    };
  }
  const fresh = path.startsWith('/opt');
  return {
    path,
    version: fresh ? '8.1.3' : '5.1.9-0+deb12u1',
    given: false,
    encoder: 'libx264',
    hardware: false,
    encoders: [
      { name: 'libx264', state: 'works' },
      { name: 'h264_nvenc', state: 'fails' },
      { name: 'h264_vaapi', state: 'failed' },
      { name: 'libopenh264', state: 'absent' },
    ],
    lacks: fresh ? [] : ['HDR clips keep their colours and may look washed out.'],
    advice: fresh
      ? ''
      : 'This ffmpeg works. Version 8.1.3 or newer is recommended, because it fixes security holes in what reads clips.',
    problem: '',
    install,
  };
}
