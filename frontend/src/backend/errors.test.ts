import { describe, expect, it } from 'vitest';
import { AppError, toAppError } from './errors';

const wire = JSON.stringify({
  kind: 'rejected',
  reason: 'tiktok.privacy_not_offered',
  message: 'Choose again; nothing was sent.',
  ref: 'r1',
});

describe('toAppError', () => {
  it.each([
    ['a JSON string', wire],
    ['an Error that carries one', new Error(wire)],
    ['an object that carries one', { message: wire }],
  ])('decodes %s', (_, e) => {
    expect(toAppError(e)).toMatchObject({
      kind: 'rejected',
      reason: 'tiktok.privacy_not_offered',
      message: 'Choose again; nothing was sent.',
      ref: 'r1',
    });
  });

  it.each([
    ['a bug', new TypeError('x is not a function')],
    ['an argument error of the bridge', 'error parsing arguments'],
    ['JSON of something else', '{"a":1}'],
    ['nothing', undefined],
  ])('falls back to internal for %s and shows none of it', (_, e) => {
    const fault = toAppError(e);
    expect(fault.kind).toBe('internal');
    expect(fault.message).not.toContain('function');
    expect(fault.message).not.toBe('');
  });

  it('treats a kind it does not know as internal but keeps the sentence', () => {
    const fault = toAppError(JSON.stringify({ kind: 'newer', message: 'Read me.' }));
    expect(fault).toMatchObject({ kind: 'internal', message: 'Read me.', reason: '', ref: '' });
  });

  it('leaves an AppError alone', () => {
    const fault = new AppError('conflict', 'a', 'b', 'c');
    expect(toAppError(fault)).toBe(fault);
  });
});
