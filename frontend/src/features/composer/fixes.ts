import type { Finding, Media, PostInput } from '../../backend/types';
import { type Keyframes, realLength, recut, shorten, usedKeyframes } from '../../lib/edit';

/** What a remedy needs to know of the post. */
export type Remedial = {
  input: PostInput;
  media: Media;
  /** Of the clip, whether or not this post begins at one. */
  keyframes: Keyframes;
  /** What TikTok takes from this account at most, in milliseconds. */
  maxMs: number;
};

type FixName = 'trim' | 'loudness' | 'ai' | 'crop' | 'blur';

/** What the window offers under a finding: changes of the post, or a look at another one. */
export type Remedy =
  | { kind: 'none' }
  | { kind: 'offered'; fixes: { name: FixName; part: Partial<PostInput> }[] }
  /** The form already has it; the next pre-flight will say so. */
  | { kind: 'applied'; name: FixName | 'pad' }
  | { kind: 'post'; postId: string };

const none: Remedy = { kind: 'none' };

/** The remedy for one finding. Codes without one are only told. */
export function remedyFor(finding: Finding, s: Remedial): Remedy {
  const { input } = s;
  switch (finding.code) {
    case 'too_long':
    case 'too_long_for_creator':
      return trimRemedy(s);
    case 'audio_quiet':
    case 'audio_loud':
      return one('loudness', input.loudness, { loudness: true });
    case 'ai_provenance':
      // An inbox upload carries no label; it is set in the TikTok app.
      return input.mode === 'inbox' ? none : one('ai', input.aiGenerated, { aiGenerated: true });
    case 'not_upright':
      return fitRemedy(s);
    case 'duplicate_clip':
    case 'similar_clip':
      return finding.postId ? { kind: 'post', postId: finding.postId } : none;
    default:
      return none;
  }
}

function one(name: FixName, applied: boolean, part: Partial<PostInput>): Remedy {
  return applied ? { kind: 'applied', name } : { kind: 'offered', fixes: [{ name, part }] };
}

function trimRemedy({ input, media, keyframes, maxMs }: Remedial): Remedy {
  const used = usedKeyframes(media, input.fit, keyframes);
  const fits = realLength(input, media.durationMs, used) <= maxMs;
  return one('trim', fits, shorten(input, maxMs, media.durationMs, used));
}

function fitRemedy({ input, media, keyframes }: Remedial): Remedy {
  const { fit } = input;
  if (fit === 'crop' || fit === 'blur' || fit === 'pad') return { kind: 'applied', name: fit };
  const used = (f: string) => usedKeyframes(media, f, keyframes);
  const fixes = (['crop', 'blur'] as const).map((name) => {
    // The picture is made anew then, and its start with it: the cover stays where it is.
    const { coverMs } = recut(input, {}, media.durationMs, used(fit), used(name));
    return { name, part: { fit: name, coverMs } };
  });
  return { kind: 'offered', fixes };
}

const order = ['refused', 'fixable', 'warning', 'info'];

/** Findings with the worst first. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
}

/** The finding that stops the post, unless what the user changed since has dealt with it. */
export function stopper(findings: readonly Finding[], s: Remedial): Finding | undefined {
  return findings.find((f) => f.severity === 'refused' && remedyFor(f, s).kind !== 'applied');
}

/** What the findings say about the sound. */
export function soundAdvice(findings: readonly Finding[]): 'quiet' | 'loud' | null {
  if (findings.some((f) => f.code === 'audio_quiet')) return 'quiet';
  return findings.some((f) => f.code === 'audio_loud') ? 'loud' : null;
}
