import type { TFunction } from 'i18next';
import type { Media, Post, Privacy, RenderProgress, UploadProgress } from '../../backend/types';
import { formatBytes, formatPartOf } from '../../lib/bytes';
import { codecName } from '../../lib/codecs';
import { formatDay, formatTime } from '../../lib/zones';
import { asState } from '../../state/postStates';

/** The line under a caption. tone colours what the user has to know. */
export type SecondLine = { text: string; tone: 'quiet' | 'amber' | 'red' };

const quiet = (text: string): SecondLine => ({ text, tone: 'quiet' });

export function secondLine(
  post: Post,
  media: Media | undefined,
  upload: UploadProgress | undefined,
  render: RenderProgress | undefined,
  paused: boolean,
  t: TFunction,
): SecondLine {
  const failure = post.failure?.message ?? '';
  switch (asState(post.state)) {
    case 'draft':
      return draftLine(post, media, t);
    case 'due':
      if (render && media) {
        return quiet(
          t('post.converting', { from: codecName(media.videoCodec) || media.container }),
        );
      }
      return quiet(media?.name ?? '');
    case 'prepared':
    case 'init_sent':
      return paused ? waits(t) : quiet(howItGoes(post, t));
    case 'uploading':
      if (paused) return waits(t);
      if (upload && isTooSlow(upload)) return { text: t('post.tooSlow'), tone: 'amber' };
      return quiet(sending(post, upload, t));
    case 'finishing':
      return quiet(sending(post, upload, t));
    case 'confirming':
      return quiet(`${howItGoes(post, t)} ${t('post.mayTake')}`);
    case 'published':
      return quiet(howItGoes(post, t));
    case 'in_inbox':
      return quiet(t('post.finishInApp'));
    case 'canceled':
      return quiet(failure || t('post.canceled'));
    case 'uncertain':
      return { text: failure || t('post.uncertainText'), tone: 'amber' };
    case 'blocked':
    case 'missed':
      return { text: failure, tone: 'amber' };
    case 'failed':
      return { text: failure, tone: 'red' };
    default:
      return quiet(failure);
  }
}

/** TikTok's upload address ends before the rest has gone at this speed. */
export function isTooSlow({ remainingMs, windowMs }: UploadProgress): boolean {
  return windowMs > 0 && remainingMs > windowMs;
}

const waits = (t: TFunction): SecondLine => ({ text: t('post.paused'), tone: 'amber' });

function sending(post: Post, upload: UploadProgress | undefined, t: TFunction): string {
  if (!upload || upload.total <= 0) return howItGoes(post, t);
  const sent = formatPartOf(upload.sent, upload.total);
  return `${howItGoes(post, t)} ${t('post.sent', { sent, total: formatBytes(upload.total) })}`;
}

function draftLine(post: Post, media: Media | undefined, t: TFunction): SecondLine {
  if (media && media.verdict === 'refused') {
    const worst = media.findings.find((f) => f.severity === 'refused');
    return { text: t('post.refused', { message: worst?.message ?? '' }), tone: 'amber' };
  }
  if (media && media.verdict === '') return quiet(t('post.lookingAtClip'));
  if (post.scheduledAt) {
    const at = new Date(post.scheduledAt);
    const zone = post.zone || 'UTC';
    const when = `${formatDay(at, zone, new Date())}, ${formatTime(at, zone)}`;
    return quiet(post.consentAt ? when : t('post.noConsentAt', { when }));
  }
  return quiet(post.caption.trim() === '' ? t('post.noCaptionNoTime') : t('post.noConsent'));
}

function howItGoes(post: Post, t: TFunction): string {
  if (post.mode === 'inbox') return t('post.inbox');
  return t('post.direct', { audience: t(`post.audience.${post.privacy as Privacy}`) });
}
