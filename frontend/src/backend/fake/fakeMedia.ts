import type { ClipLook, Finding, Media, Post } from '../types';

const say = (
  code: string,
  severity: string,
  message: string,
  fix: string,
  postId = '',
): Finding => ({ code, severity, message, failReason: '', fix, postId });

/** A keyframe every 2.1 s, a good cover at two fifths. */
export function fakeLook(media: Media): ClipLook {
  const count = Math.ceil(media.durationMs / 2100);
  return {
    stripFrames: 10,
    bestMs: Math.round((media.durationMs * 0.4) / 100) * 100,
    keyframesMs: Array.from({ length: count }, (_, i) => i * 2100),
    keyframesKnown: true,
  };
}

/** What the real pre-flight would say of a stored post, roughly. */
export function fakePreflight(post: Post, media: Media): Finding[] {
  const end = post.trimEndMs || media.durationMs;
  const length = end - post.trimStartMs;
  const dealtWith: Record<string, boolean> = {
    too_long: length <= 600_000,
    not_upright: post.fit !== 'keep' && post.fit !== '',
  };
  const found = media.findings.filter((f) => !dealtWith[f.code]);
  if (media.name.startsWith('wave') && !post.loudness) {
    found.push(
      say(
        'audio_quiet',
        'warning',
        'The sound is quiet: −27 LUFS. Most clips on TikTok are around −14.',
        'Cuedrop can bring it up.',
      ),
    );
  }
  if (post.id === 'p12') {
    found.push(
      say(
        'similar_clip',
        'warning',
        'Looks like a clip that goes out on this account tomorrow. TikTok shows repeats to fewer people.',
        '',
        'p9',
      ),
    );
  }
  if (media.name.startsWith('orbit') && !post.aiGenerated) {
    found.push(
      say(
        'ai_provenance',
        'warning',
        'The file says that it was made with AI. TikTok asks for a label then.',
        'Switch the label on.',
      ),
    );
  }
  return found;
}
