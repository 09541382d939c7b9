import { i18n } from '../i18n/i18n';
import { said } from '../i18n/sentences';

const kinds = [
  'invalid',
  'not_found',
  'conflict',
  'auth_required',
  'rate_limited',
  'unavailable',
  'rejected',
  'uncertain',
  'unsupported',
  'canceled',
  'internal',
] as const;

type ErrorKind = (typeof kinds)[number];

/** A fault of the back end. message is written for the user; ref finds it in the log. */
export class AppError extends Error {
  override name = 'AppError';
  constructor(
    readonly kind: ErrorKind,
    readonly reason: string,
    message: string,
    readonly ref: string,
  ) {
    super(message);
  }
}

/** What a call ends with when the user gave up a question that stood before it: nothing to say. */
export const dismissed = (reason: string) => new AppError('canceled', reason, '', '');

/** Turns whatever a bound method rejected with into an AppError. */
export function toAppError(e: unknown): AppError {
  if (e instanceof AppError) return e;
  const text = typeof e === 'string' ? e : e instanceof Error ? e.message : messageOf(e);
  try {
    const wire: unknown = JSON.parse(text);
    if (isRecord(wire) && typeof wire.message === 'string' && wire.message !== '') {
      const kind = kinds.find((k) => k === wire.kind) ?? 'internal';
      const reason = str(wire.reason);
      return new AppError(kind, reason, said(wire.message, reason), str(wire.ref));
    }
  } catch {
    // Not ours: an argument-decoding error of the bridge, or a bug.
  }
  return new AppError('internal', 'bridge', i18n.t('app.bridge'), '');
}

function messageOf(e: unknown): string {
  return isRecord(e) && typeof e.message === 'string' ? e.message : '';
}

function isRecord(v: unknown): v is Record<string, unknown> {
  return typeof v === 'object' && v !== null;
}

const str = (v: unknown) => (typeof v === 'string' ? v : '');
