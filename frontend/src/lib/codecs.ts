const names: Record<string, string> = {
  h264: 'H.264',
  avc1: 'H.264',
  hevc: 'H.265',
  vp8: 'VP8',
  vp9: 'VP9',
  av1: 'AV1',
  mpeg4: 'MPEG-4',
  mpeg2video: 'MPEG-2',
  prores: 'ProRes',
  aac: 'AAC',
  mp3: 'MP3',
  opus: 'Opus',
  vorbis: 'Vorbis',
  flac: 'FLAC',
  ac3: 'AC-3',
};

/** The name people know a codec by; unknown ones stay as they are. */
export function codecName(codec: string): string {
  return names[codec.toLowerCase()] ?? (codec.startsWith('pcm_') ? 'PCM' : codec);
}
