import { describe, expect, it } from 'vitest';
import { makeMedia, makePost } from '../../backend/fake/data';
import type { Finding, PostInput } from '../../backend/types';
import { type Remedial, remedyFor, sortFindings, soundAdvice, stopper } from './fixes';
import { formOf } from './model';

const finding = (code: string, part: Partial<Finding> = {}): Finding => ({
  code,
  severity: 'warning',
  message: code,
  failReason: '',
  fix: '',
  postId: '',
  ...part,
});

function about(input: Partial<PostInput> = {}, durationMs = 700_000): Remedial {
  const form = formOf(makePost('p', {}), 'UTC', new Date(0));
  return {
    input: { ...form.input, ...input },
    media: makeMedia('m1', 'a.mp4', { durationMs }),
    keyframes: { atMs: [0, 90_000], known: true },
    maxMs: 600_000,
  };
}

describe('the remedy', () => {
  it.each(['too_long', 'too_long_for_creator'])('for %s is a trim to what is taken', (code) => {
    const remedy = remedyFor(finding(code), about({ trimStartMs: 50_000, coverMs: 1000 }));
    expect(remedy).toEqual({
      kind: 'offered',
      fixes: [
        {
          name: 'trim',
          part: { trimStartMs: 50_000, trimEndMs: 650_000, trimAtKeyframe: false, coverMs: 1000 },
        },
      ],
    });
    expect(remedyFor(finding(code), about({ trimEndMs: 600_000 }))).toEqual({
      kind: 'applied',
      name: 'trim',
    });
  });

  it('counts a part from where it really begins', () => {
    const cut = { trimStartMs: 100_000, trimAtKeyframe: true };
    const remedy = remedyFor(finding('too_long'), about(cut));
    expect(remedy).toMatchObject({ fixes: [{ part: { trimEndMs: 690_000 } }] });
  });

  it.each([
    ['audio_quiet', 'loudness', { loudness: true }],
    ['audio_loud', 'loudness', { loudness: true }],
    ['ai_provenance', 'ai', { aiGenerated: true }],
  ])('for %s is %s, once', (code, name, part) => {
    expect(remedyFor(finding(code), about())).toEqual({
      kind: 'offered',
      fixes: [{ name, part }],
    });
    expect(remedyFor(finding(code), about(part))).toEqual({ kind: 'applied', name });
  });

  it('offers no AI label where TikTok takes none', () => {
    expect(remedyFor(finding('ai_provenance'), about({ mode: 'inbox' })).kind).toBe('none');
  });

  it('for a clip that is not upright is a fit', () => {
    expect(remedyFor(finding('not_upright'), about({ fit: '' }))).toMatchObject({
      fixes: [{ part: { fit: 'crop' } }, { part: { fit: 'blur' } }],
    });
    expect(remedyFor(finding('not_upright'), about({ fit: 'pad' }))).toEqual({
      kind: 'applied',
      name: 'pad',
    });
  });

  it('for a fit counts the cover from the start that comes with it', () => {
    const cut = { trimStartMs: 100_000, trimAtKeyframe: true, coverMs: 30_000 };
    const s = about(cut);
    s.media = { ...s.media, width: 1280, height: 720 };
    expect(remedyFor(finding('not_upright'), s)).toMatchObject({
      fixes: [{ part: { fit: 'crop', coverMs: 20_000 } }, { part: { coverMs: 20_000 } }],
    });
  });

  it.each(['duplicate_clip', 'similar_clip'])('for %s is a look at the other post', (code) => {
    expect(remedyFor(finding(code, { postId: 'p9' }), about())).toEqual({
      kind: 'post',
      postId: 'p9',
    });
    expect(remedyFor(finding(code), about()).kind).toBe('none');
  });

  it('for what is not known is none', () => {
    expect(remedyFor(finding('from_a_newer_back_end'), about()).kind).toBe('none');
  });
});

describe('what stops a post', () => {
  const long = finding('too_long', { severity: 'refused' });
  const short = finding('too_short', { severity: 'refused' });

  it('is refused and not dealt with', () => {
    expect(stopper([finding('audio_quiet'), long], about())).toBe(long);
    expect(stopper([long], about({ trimEndMs: 600_000 }))).toBeUndefined();
    expect(stopper([short], about({ trimEndMs: 600_000 }))).toBe(short);
  });
});

it('the worst finding comes first', () => {
  const list = ['info', 'refused', 'warning'].map((severity) => finding('x', { severity }));
  expect(sortFindings(list).map((f) => f.severity)).toEqual(['refused', 'warning', 'info']);
});

it('says what the findings say about the sound', () => {
  expect(soundAdvice([finding('gps'), finding('audio_quiet')])).toBe('quiet');
  expect(soundAdvice([finding('audio_loud')])).toBe('loud');
  expect(soundAdvice([finding('audio_missing')])).toBeNull();
});
