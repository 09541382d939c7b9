import type {
  Account,
  Creator,
  Finding,
  Media,
  Post,
  PostInput,
  Privacy,
  When,
} from '../../backend/types';
import type en from '../../i18n/en.json';
import { CAPTION_MAX, captionUnits } from '../../lib/caption';
import { type Keyframes, maxClipMs, realLength, usedKeyframes } from '../../lib/edit';
import { dayKey } from '../../lib/zones';
import { grants } from '../../state/permissions';
import { stopper } from './fixes';

/** What the composer holds while it is open. Nothing in it was chosen by Cuedrop (G6, G8, G11). */
export type Form = {
  input: PostInput;
  /** The disclosure toggle; the boxes below it live in input. */
  disclose: boolean;
  /** slot is the account's next free one, whose time stands in date, time and zone. */
  when: { kind: 'now' | 'slot' | 'pick'; date: string; time: string; zone: string };
};

export function formOf(post: Post, here: string, now: Date): Form {
  const zone = post.zone || here;
  const [date = '', time = ''] = post.wall.split('T');
  return {
    input: {
      accountId: post.accountId,
      mode: post.mode || 'direct',
      caption: post.caption,
      privacy: post.privacy,
      allowComment: post.allowComment,
      allowDuet: post.allowDuet,
      allowStitch: post.allowStitch,
      yourBrand: post.yourBrand,
      brandedContent: post.brandedContent,
      aiGenerated: post.aiGenerated,
      coverMs: post.coverMs,
      fit: post.fit,
      cropX: post.cropX,
      cropY: post.cropY,
      trimStartMs: post.trimStartMs,
      trimEndMs: post.trimEndMs,
      trimAtKeyframe: post.trimAtKeyframe,
      loudness: post.loudness,
      remake: post.remake,
    },
    disclose: post.yourBrand || post.brandedContent,
    when: {
      kind: isAgain(post) ? 'now' : 'pick',
      date: date || dayKey(now, zone),
      time: time.replace(/:00$/, ''),
      zone,
    },
  };
}

/** It was sent once, did not appear, and is to be agreed to anew. */
export const isAgain = (post: Post) =>
  post.state === 'draft' && post.failure?.reason === 'post.again';

export const scopes = { direct: 'video.publish', inbox: 'video.upload' } as const;

export type Mode = keyof typeof scopes;
export const modes: readonly Mode[] = ['direct', 'inbox'];

export function modeOf(input: PostInput): Mode {
  return input.mode === 'inbox' ? 'inbox' : 'direct';
}

export function allows(account: Account | undefined, mode: Mode): boolean {
  return account !== undefined && grants(account, scopes[mode]);
}

/** An account without a choice of its own: the only one that can post. */
export function soleAccount(accounts: Iterable<Account>): string {
  const list = [...accounts];
  return list.length === 1 && list[0] ? list[0].id : '';
}

/** What is sent and stored: interactions that the creator turned off are never asked for (G9). */
export function effectiveInput(form: Form, creator: Creator | undefined): PostInput {
  const { input } = form;
  return {
    ...input,
    allowComment: input.allowComment && !creator?.commentDisabled,
    allowDuet: input.allowDuet && !creator?.duetDisabled,
    allowStitch: input.allowStitch && !creator?.stitchDisabled,
    yourBrand: discloses(form) && input.yourBrand,
    brandedContent: discloses(form) && input.brandedContent,
  };
}

/** An inbox upload carries no disclosure: it is made in the TikTok app. */
const discloses = (form: Form) => form.disclose && modeOf(form.input) === 'direct';

export function isBranded(form: Form): boolean {
  return discloses(form) && form.input.brandedContent;
}

/** Which sentence stands next to the button (G17, G18); its name goes into the receipt. */
export function consentText(form: Form): 'music' | 'branded' {
  return isBranded(form) ? 'branded' : 'music';
}

/** Changes with the wording of the sentences in the catalogue. */
export const consentVersions = { music: 'music-1', branded: 'branded-music-1' } as const;

/** Which label TikTok puts on the clip (G12, G13); null while nothing is ticked. */
export function disclosureLabel(form: Form): 'promotional' | 'paid' | null {
  if (!form.disclose) return null;
  if (form.input.brandedContent) return 'paid';
  return form.input.yourBrand ? 'promotional' : null;
}

export function discloseMissing(form: Form): boolean {
  return discloses(form) && !form.input.yourBrand && !form.input.brandedContent;
}

export function whenOf(form: Form): When {
  const { kind, date, time, zone } = form.when;
  return kind === 'now'
    ? { now: true, wall: '', zone }
    : { now: false, wall: `${date}T${time}`, zone, ...(kind === 'slot' ? { slot: true } : {}) };
}

/** What creator_info said, or why it could not be asked. */
export type CreatorState =
  | { status: 'none' }
  | { status: 'asking' }
  | { status: 'ok'; creator: Creator }
  | { status: 'refused'; message: string };

/** What the back end made of the chosen wall time. */
export type TimeState =
  | { status: 'none' }
  | { status: 'asking' }
  | { status: 'ok'; at: Date; note: string }
  | { status: 'refused'; message: string };

/** The instant at which the post is to go out; null for now, or while it is not known. */
export function goesOutAt(form: Form, time: TimeState): Date | null {
  return form.when.kind !== 'now' && time.status === 'ok' ? time.at : null;
}

export type Situation = {
  form: Form;
  media: Media | undefined;
  keyframes: Keyframes;
  /** What the pre-flight said; null until it has answered. */
  findings: readonly Finding[] | null;
  account: Account | undefined;
  creator: CreatorState;
  time: TimeState;
  now: Date;
};

export type LineKey = 'clip' | 'account' | 'caption' | 'audience' | 'disclosure' | 'time';

type CheckKey = keyof (typeof en)['composer']['check'];

/** What stands behind a line: a key of the catalogue with figures, or a finished sentence. */
export type LineText = { key: CheckKey; params?: LineParams } | { sentence: string };

type LineParams = {
  name?: string;
  audience?: Privacy;
  used?: number;
  max?: number;
  over?: number;
  lengthMs?: number;
  maxMs?: number;
  spanMs?: number;
};

/** One line of the checklist. Only when every line is ok may the user agree. */
export type Line = { key: LineKey; ok: boolean; text: LineText };

const say = (key: CheckKey, params?: LineParams): LineText => (params ? { key, params } : { key });

/** What is done and what still blocks, in the order of TikTok's guideline. */
export function checklist(s: Situation): Line[] {
  const lines: Line[] = [clipLine(s)];
  const account = accountLine(s);
  if (account) lines.push(account);
  lines.push(captionLine(s), audienceLine(s));
  if (discloseMissing(s.form)) {
    lines.push({ key: 'disclosure', ok: false, text: say('disclosureMissing') });
  }
  lines.push(timeLine(s));
  return lines;
}

/** How long a clip TikTok takes: from anybody, and from this creator where that is known (G4). */
export function longest(form: Form, creator: CreatorState): number {
  const own = creator.status === 'ok' ? creator.creator.maxDurationMs : 0;
  return modeOf(form.input) === 'direct' && own > 0 ? Math.min(own, maxClipMs) : maxClipMs;
}

function clipLine(s: Situation): Line {
  const { media, form, creator, account, keyframes } = s;
  const line = (ok: boolean, text: LineText): Line => ({ key: 'clip', ok, text });
  if (!media || media.verdict === '') return line(false, say('clipLooking'));
  const maxMs = longest(form, creator);
  const used = usedKeyframes(media, form.input.fit, keyframes);
  const lengthMs = realLength(form.input, media.durationMs, used);
  if (lengthMs > maxMs) {
    const name = account?.username ? `@${account.username}` : (account?.nickname ?? '');
    return line(
      false,
      say(maxMs < maxClipMs ? 'clipLong' : 'clipTooLong', { lengthMs, maxMs, name }),
    );
  }
  const findings = s.findings ?? media.findings;
  const stops = stopper(findings, { input: form.input, media, keyframes, maxMs });
  if (stops) return line(false, { sentence: stops.message });
  // Refused without a word of why: nothing here can say that it was dealt with.
  if (media.verdict === 'refused' && !findings.some((f) => f.severity === 'refused')) {
    if (s.findings === null) return line(false, say('clipRefused'));
  }
  if (lengthMs < media.durationMs) return line(true, say('clipTrimmed', { lengthMs }));
  return line(true, say(media.verdict === 'ok' ? 'clipOk' : 'clipFix'));
}

/** Shown only while the account stands in the way. */
function accountLine({ form, account, creator }: Situation): Line | null {
  const line = (text: LineText): Line => ({ key: 'account', ok: false, text });
  if (!account) return line(say('accountMissing'));
  if (account.health !== 'ok') return line(say('accountSignedOut'));
  if (!allows(account, modeOf(form.input))) return line(say('scope'));
  if (modeOf(form.input) === 'inbox') return null;
  if (creator.status === 'refused') return line({ sentence: creator.message });
  if (creator.status !== 'ok') return line(say('accountAsking'));
  return null;
}

function captionLine({ form }: Situation): Line {
  const used = captionUnits(form.input.caption);
  if (used > CAPTION_MAX) {
    return { key: 'caption', ok: false, text: say('captionOver', { over: used - CAPTION_MAX }) };
  }
  if (modeOf(form.input) === 'inbox')
    return { key: 'caption', ok: true, text: say('captionInbox') };
  const text = used === 0 ? say('captionNone') : say('captionUsed', { used, max: CAPTION_MAX });
  return { key: 'caption', ok: true, text };
}

function audienceLine({ form, creator }: Situation): Line {
  const line = (ok: boolean, text: LineText): Line => ({ key: 'audience', ok, text });
  const { privacy } = form.input;
  if (modeOf(form.input) === 'inbox') return line(true, say('audienceInbox'));
  if (privacy === '') return line(false, say('audienceMissing'));
  if (privacy === 'SELF_ONLY' && isBranded(form)) return line(false, say('audienceBranded'));
  if (creator.status === 'ok' && !creator.creator.privacyOptions.includes(privacy)) {
    return line(false, say('audienceGone'));
  }
  return line(true, say('audienceChosen', { audience: privacy as Privacy }));
}

function timeLine({ form, time, now }: Situation): Line {
  const line = (ok: boolean, text: LineText): Line => ({ key: 'time', ok, text });
  if (form.when.kind === 'now') return line(true, say('timeNow'));
  if (time.status === 'none') return line(false, say('timeMissing'));
  if (time.status === 'asking') return line(false, say('timeAsking'));
  if (time.status === 'refused') return line(false, { sentence: time.message });
  if (time.at.getTime() <= now.getTime()) return line(false, say('timePast'));
  return line(true, say('timeIn', { spanMs: time.at.getTime() - now.getTime() }));
}

export function isReady(lines: readonly Line[]): boolean {
  return lines.every((l) => l.ok);
}

/** Two inputs that would be stored alike. */
export function sameInput(a: PostInput, b: PostInput): boolean {
  return (Object.keys(a) as (keyof PostInput)[]).every((k) => a[k] === b[k]);
}
