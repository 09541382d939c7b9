import type { Media, Post } from '../../backend/types';
import { askedPart } from '../../lib/edit';
import { canUnplan } from '../../state/moving';
import { isSignIn, sectionOf } from '../../state/postStates';

/** The one thing that a row asks for; Enter does it. */
export type Remedy =
  | 'decide'
  | 'signIn'
  | 'choose'
  | 'chooseFile'
  | 'nextSlot'
  | 'retry'
  | 'reschedule'
  | 'convert'
  | 'convertAgain'
  | 'replace'
  | 'open'
  | null;

export function remedyOf(post: Post, media?: Media): Remedy {
  if (post.editable && isRefused(media)) return 'replace';
  switch (post.state) {
    case 'uncertain':
      return 'decide';
    case 'blocked': {
      if (isSignIn(post.failure?.reason)) return 'signIn';
      if (isFileGone(post.failure?.reason)) return 'chooseFile';
      if (isFull(post.failure?.reason)) return 'nextSlot';
      return isChoice(post.failure?.reason) ? 'choose' : 'open';
    }
    case 'missed':
      return isMovable(post) ? 'reschedule' : 'open';
    case 'failed':
      return refusedRemedy(post, media);
    default:
      return null;
  }
}

/** What helps against a refusal; the same bytes are refused again. */
function refusedRemedy(post: Post, media: Media | undefined): Remedy {
  if (post.convert !== '') return post.convert === '30fps' ? 'convert' : 'convertAgain';
  switch (post.failure?.reason.replace(/^tiktok\./, '')) {
    case 'frame_rate_check_failed':
    case 'picture_size_check_failed':
    case 'file_format_check_failed':
      return 'replace';
    case 'duration_check_failed':
      return media && partMs(post, media) < safeMs ? 'replace' : 'open';
    case 'post.remade':
      return isMovable(post) ? 'nextSlot' : 'open';
    default:
      return isMovable(post) ? 'retry' : 'open';
  }
}

/** What TikTok's app takes and more; a part can't be made longer (media.md 3.1). */
const safeMs = 3000;

function partMs(post: Post, media: Media): number {
  const { startMs, endMs } = askedPart(post, media.durationMs);
  return endMs - startMs;
}

/** No edit helps: TikTok refuses the clip for more than being too long, of which a part can go. */
export function isRefused(media: Media | undefined): boolean {
  return (
    media?.verdict === 'refused' &&
    media.findings.some((f) => f.severity === 'refused' && f.code !== 'too_long')
  );
}

/** Its file is not where it was, or not what it was. */
function isFileGone(reason: string | undefined): boolean {
  return reason === 'media.source_missing' || reason === 'media.source_changed';
}

/** TikTok takes no more posts of this account for now. */
function isFull(reason: string | undefined): boolean {
  return reason !== undefined && /too_many|quota|rate_limit/.test(reason);
}

/** What was chosen is not offered any more. */
function isChoice(reason: string | undefined): boolean {
  return reason !== undefined && /not_offered|disabled|privacy/.test(reason);
}

/** It can be given another time as it is. An edit withdraws the consent of what has stopped. */
export function isMovable(post: Post): boolean {
  return post.editable && (post.state === 'draft' || post.consentAt !== '');
}

export type MenuAct =
  | 'edit'
  | 'move'
  | 'convert'
  | 'replace'
  | 'preview'
  | 'select'
  | 'view'
  | 'decide'
  | 'retry'
  | 'unschedule'
  | 'cancel'
  | 'receipt'
  | 'duplicate'
  | 'copyCode'
  | 'delete'
  | 'remove';

/** What can be done with a post now, in menu order. Destructive acts come last. */
export function menuActs(post: Post): MenuAct[] {
  const acts: MenuAct[] = [];
  if (post.editable) acts.push('edit');
  if (isMovable(post)) acts.push('move');
  if (post.convert !== '') acts.push('convert');
  if (post.editable) acts.push('replace');
  acts.push('preview', 'select');
  if (post.link) acts.push('view');
  if (post.state === 'uncertain') acts.push('decide');
  if (['failed', 'missed', 'blocked', 'canceled'].includes(post.state)) acts.push('retry');
  if (canUnplan(post)) acts.push('unschedule');
  if (post.attempts > 0) acts.push('receipt');
  acts.push('duplicate');
  if (post.failure?.reason) acts.push('copyCode');
  if (post.cancelable && !['draft', 'failed'].includes(post.state)) acts.push('cancel');
  if (canDelete(post)) acts.push(isOut(post) ? 'remove' : 'delete');
  return acts;
}

/** It reached TikTok: deleting here only takes it off the list. */
export function isOut(post: Post): boolean {
  return post.state === 'published' || post.state === 'in_inbox';
}

/** Nothing that is on its way, or whose fate is unknown, is deleted. */
export function canDelete(post: Post): boolean {
  return sectionOf(post.state) !== 'publishing' && post.state !== 'uncertain';
}
