import { said } from '../i18n/sentences';
import type {
  Added,
  ErasePlan,
  EraseReport,
  FFmpeg,
  Finding,
  Health,
  Media,
  Post,
  SignIn,
} from './types';

/*
 * What the back end says in sentences is put into the user's language here, where it comes in.
 * The English one is kept beside it, so that another language can be chosen later.
 */
const english = new WeakMap<object, object>();

function retold<T extends object>(thing: T, tell: (original: T) => T): T {
  const original = (english.get(thing) as T | undefined) ?? thing;
  const out = tell(original);
  if (out !== original) english.set(out, original);
  return out;
}

export function saidPost(post: Post): Post {
  return retold(post, (p) => {
    if (!p.failure) return p;
    const message = said(p.failure.message, p.failure.reason);
    return message === p.failure.message ? p : { ...p, failure: { ...p.failure, message } };
  });
}

export function saidFinding(finding: Finding): Finding {
  return retold(finding, (f) => {
    const [message, fix] = [said(f.message, f.code), said(f.fix, f.code)];
    return message === f.message && fix === f.fix ? f : { ...f, message, fix };
  });
}

export function saidMedia(media: Media): Media {
  return retold(media, (m) => {
    const findings = m.findings.map(saidFinding);
    return findings.every((f, i) => f === m.findings[i]) ? m : { ...m, findings };
  });
}

export function saidHealth(health: Health): Health {
  return retold(health, (h) => {
    const code = h.code.split(':')[0];
    return {
      ...h,
      message: said(h.message, code),
      remedy: said(h.remedy, code),
      ...(h.dependents
        ? {
            dependents: h.dependents.map((d) => ({
              ...d,
              message: said(d.message, d.code.split(':')[0]),
            })),
          }
        : {}),
    };
  });
}

const all = (sentences: string[]) => sentences.map((s) => said(s));

export const saidSignIn = (s: SignIn): SignIn => ({ ...s, message: said(s.message) });

export const saidAdded = (a: Added): Added => ({
  ...a,
  refused: a.refused.map((r) => ({ ...r, message: said(r.message) })),
});

export const saidFFmpeg = (f: FFmpeg): FFmpeg => ({
  ...f,
  lacks: all(f.lacks),
  advice: said(f.advice),
  problem: said(f.problem),
});

export const saidErasePlan = (p: ErasePlan): ErasePlan => ({
  ...p,
  stays: all(p.stays),
  beyond: all(p.beyond),
});

export const saidEraseReport = (r: EraseReport): EraseReport => ({ ...r, beyond: all(r.beyond) });
