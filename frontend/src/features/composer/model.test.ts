import { describe, expect, it } from 'vitest';
import { creatorOf, makeMedia, makePost } from '../../backend/fake/data';
import { accounts } from '../../backend/fake/people';
import type { Account, Media, PostInput } from '../../backend/types';
import {
  checklist,
  consentText,
  consentVersions,
  disclosureLabel,
  effectiveInput,
  type Form,
  formOf,
  isReady,
  type LineKey,
  type Situation,
  sameInput,
  soleAccount,
  whenOf,
} from './model';

const now = new Date('2026-11-24T12:00:00Z');
const account = accounts[0] as Account;
const creator = creatorOf(account);

function form(input: Partial<PostInput> = {}, rest: Partial<Form> = {}): Form {
  const fresh = formOf(makePost('p', { accountId: account.id }), 'Europe/Madrid', now);
  return { ...fresh, ...rest, input: { ...fresh.input, ...input } };
}

function situation(part: Partial<Situation> = {}): Situation {
  return {
    form: form({ privacy: 'PUBLIC_TO_EVERYONE' }, { when: { ...form().when, kind: 'now' } }),
    media: makeMedia('m1', 'a.mp4'),
    keyframes: { atMs: [], known: false },
    findings: null,
    account,
    creator: { status: 'ok', creator },
    time: { status: 'none' },
    now,
    ...part,
  };
}

function blocks(part: Partial<Situation>): LineKey[] {
  return checklist(situation(part))
    .filter((l) => !l.ok)
    .map((l) => l.key);
}

describe('a fresh form', () => {
  it('has nothing chosen (G6, G8, G11)', () => {
    const f = form();
    expect(f.input).toMatchObject({
      privacy: '',
      allowComment: false,
      allowDuet: false,
      allowStitch: false,
      yourBrand: false,
      brandedContent: false,
      aiGenerated: false,
    });
    expect(f.disclose).toBe(false);
    expect(f.when).toMatchObject({ kind: 'pick', time: '', date: '2026-11-24' });
  });

  it('takes an account by itself only where there is no choice', () => {
    expect(soleAccount([account])).toBe(account.id);
    expect(soleAccount(accounts)).toBe('');
    expect(soleAccount([])).toBe('');
  });

  it('keeps the time a post had, in its own zone', () => {
    const post = makePost('p', { wall: '2026-11-27T18:30:00', zone: 'Asia/Jakarta' });
    expect(formOf(post, 'Europe/Madrid', now).when).toEqual({
      kind: 'pick',
      date: '2026-11-27',
      time: '18:30',
      zone: 'Asia/Jakarta',
    });
  });
});

describe('what blocks', () => {
  it('lets a complete direct post go', () => {
    expect(blocks({})).toEqual([]);
    expect(isReady(checklist(situation()))).toBe(true);
  });

  it('waits for an audience, and for one that is still offered (G6, G7)', () => {
    const when = situation().form.when;
    expect(blocks({ form: form({}, { when }) })).toEqual(['audience']);
    expect(blocks({ form: form({ privacy: 'FOLLOWER_OF_CREATOR' }, { when }) })).toEqual([
      'audience',
    ]);
  });

  it('stops when TikTok refuses the creator (G3), in its words', () => {
    const message = 'TikTok lets @x post again later.';
    const lines = checklist(situation({ creator: { status: 'refused', message } }));
    expect(lines.find((l) => l.key === 'account')).toMatchObject({
      ok: false,
      text: { sentence: message },
    });
  });

  it('waits for creator_info (G1)', () => {
    expect(blocks({ creator: { status: 'asking' } })).toEqual(['account']);
  });

  it('compares the length with what this creator may post (G4)', () => {
    const long = makeMedia('m', 'a.mp4', { durationMs: creator.maxDurationMs + 1 });
    expect(blocks({ media: long })).toEqual(['clip']);
    expect(blocks({ media: { ...long, durationMs: creator.maxDurationMs } })).toEqual([]);
  });

  it('stops a refused clip and waits for one that is being checked', () => {
    const refused: Media = makeMedia('m', 'a.mp4', { verdict: 'refused' });
    expect(blocks({ media: refused })).toEqual(['clip']);
    expect(blocks({ media: { ...refused, verdict: '' } })).toEqual(['clip']);
    expect(blocks({ media: { ...refused, verdict: 'fixable' } })).toEqual([]);
    expect(blocks({ media: undefined })).toEqual(['clip']);
  });

  it('takes a clip that is too long once a part of it is chosen', () => {
    const long = {
      code: 'too_long',
      severity: 'refused',
      message: 'Too long.',
      failReason: '',
      fix: '',
      postId: '',
    };
    const media = makeMedia('m', 'a.mp4', {
      durationMs: 724_000,
      verdict: 'refused',
      findings: [long],
    });
    const f = situation().form;
    const cut = (trimEndMs: number) => ({ ...f, input: { ...f.input, trimEndMs } });
    expect(blocks({ media })).toEqual(['clip']);
    expect(blocks({ media, form: cut(600_001) })).toEqual(['clip']);
    expect(blocks({ media, form: cut(600_000) })).toEqual([]);
  });

  it('believes the pre-flight of the post, not the check of the whole clip', () => {
    const refused = makeMedia('m', 'a.mp4', { verdict: 'refused' });
    const stop = {
      code: 'x',
      severity: 'refused',
      message: 'No.',
      failReason: '',
      fix: '',
      postId: '',
    };
    expect(blocks({ media: refused, findings: [] })).toEqual([]);
    expect(blocks({ findings: [stop] })).toEqual(['clip']);
    expect(blocks({ findings: [{ ...stop, severity: 'warning' }] })).toEqual([]);
  });

  it('needs an account that is signed in and allowed this way', () => {
    expect(blocks({ account: undefined })).toEqual(['account']);
    expect(blocks({ account: { ...account, health: 'signed_out' } })).toEqual(['account']);
    expect(blocks({ account: { ...account, scopes: ['video.upload'] } })).toEqual(['account']);
  });

  it('counts the caption in UTF-16 units', () => {
    const f = situation().form;
    const caption = (n: number) => ({ ...f, input: { ...f.input, caption: '🐟'.repeat(n) } });
    expect(blocks({ form: caption(1100) })).toEqual([]);
    expect(blocks({ form: caption(1101) })).toEqual(['caption']);
  });

  it('needs to know what is disclosed (G14)', () => {
    const f = situation().form;
    expect(blocks({ form: { ...f, disclose: true } })).toEqual(['disclosure']);
    const ticked = { ...f, disclose: true, input: { ...f.input, yourBrand: true } };
    expect(blocks({ form: ticked })).toEqual([]);
  });

  it('asks for no disclosure of an inbox upload, and for no consent to its policy', () => {
    const f = situation().form;
    const inbox = { ...f, disclose: true, input: { ...f.input, mode: 'inbox' } };
    expect(blocks({ form: inbox })).toEqual([]);
    const branded = { ...inbox, input: { ...inbox.input, brandedContent: true } };
    expect(consentText(branded)).toBe('music');
    expect(effectiveInput(branded, creator).brandedContent).toBe(false);
    expect(consentText({ ...branded, input: { ...branded.input, mode: 'direct' } })).toBe(
      'branded',
    );
  });

  it('never lets branded content be private (G15, G16)', () => {
    const f = situation().form;
    const input = { ...f.input, privacy: 'SELF_ONLY', brandedContent: true };
    expect(blocks({ form: { ...f, disclose: true, input } })).toEqual(['audience']);
    expect(blocks({ form: { ...f, disclose: false, input } })).toEqual([]);
  });

  it('needs a time that lies ahead', () => {
    const f = form({ privacy: 'PUBLIC_TO_EVERYONE' });
    const at = (iso: string) => ({ status: 'ok' as const, at: new Date(iso), note: '' });
    expect(blocks({ form: f })).toEqual(['time']);
    expect(blocks({ form: f, time: { status: 'asking' } })).toEqual(['time']);
    expect(blocks({ form: f, time: at('2026-11-24T11:59:59Z') })).toEqual(['time']);
    expect(blocks({ form: f, time: at('2026-11-24T12:00:01Z') })).toEqual([]);
    expect(blocks({ form: f, time: { status: 'refused', message: 'x' } })).toEqual(['time']);
  });

  it('asks little of an inbox upload: TikTok asks the rest in its app', () => {
    const f = form({ mode: 'inbox' }, { when: situation().form.when });
    const inboxOnly = { ...account, scopes: ['video.upload'] };
    expect(blocks({ form: f, account: inboxOnly, creator: { status: 'none' } })).toEqual([]);
  });
});

describe('what is sent and stored', () => {
  it('drops interactions that the creator turned off (G9)', () => {
    const f = form({ allowComment: true, allowDuet: true, allowStitch: true });
    expect(effectiveInput(f, creator)).toMatchObject({
      allowComment: true,
      allowDuet: true,
      allowStitch: false,
    });
  });

  it('discloses nothing while the toggle is off', () => {
    const f = form({ yourBrand: true, brandedContent: true });
    expect(effectiveInput(f, creator)).toMatchObject({ yourBrand: false, brandedContent: false });
  });

  it.each([
    [false, true, true, null, 'music'],
    [true, false, false, null, 'music'],
    [true, true, false, 'promotional', 'music'],
    [true, false, true, 'paid', 'branded'],
    [true, true, true, 'paid', 'branded'],
  ])(
    'toggle %s, brand %s, branded %s: label %s, sentence %s (G12, G13, G17, G18)',
    (disclose, yourBrand, brandedContent, label, sentence) => {
      const f = form({ yourBrand, brandedContent }, { disclose });
      expect(disclosureLabel(f)).toBe(label);
      expect(consentText(f)).toBe(sentence);
      expect(consentVersions[consentText(f)]).toBeTruthy();
    },
  );

  it('says when, as the back end reads it', () => {
    const f = form({}, { when: { kind: 'pick', date: '2026-11-27', time: '18:30', zone: 'UTC' } });
    expect(whenOf(f)).toEqual({ now: false, wall: '2026-11-27T18:30', zone: 'UTC' });
    expect(whenOf({ ...f, when: { ...f.when, kind: 'slot' } })).toEqual({
      now: false,
      slot: true,
      wall: '2026-11-27T18:30',
      zone: 'UTC',
    });
    expect(whenOf({ ...f, when: { ...f.when, kind: 'now' } })).toEqual({
      now: true,
      wall: '',
      zone: 'UTC',
    });
  });

  it('sees when nothing changed', () => {
    expect(sameInput(form().input, form().input)).toBe(true);
    expect(sameInput(form().input, form({ caption: 'x' }).input)).toBe(false);
  });
});
