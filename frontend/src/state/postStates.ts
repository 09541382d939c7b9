import {
  IconAlertOctagon,
  IconArrowUp,
  IconBan,
  IconCircleCheckFilled,
  IconCircleDashedCheck,
  IconClock,
  IconClockX,
  IconHandStop,
  IconHelpCircle,
  IconHourglass,
  IconInbox,
  IconKey,
  IconListCheck,
  IconPencil,
  IconTransform,
  type TablerIcon,
} from '@tabler/icons-react';
import type { Post, PostState, RenderProgress, UploadProgress } from '../backend/types';
import { postStates } from '../backend/types';

/** Whose turn it is: grey waits, green is Cuedrop, blue TikTok, amber you, red stopped. */
export type Tone = 'grey' | 'quiet' | 'green' | 'blue' | 'amber' | 'red';

export type Section = 'needsYou' | 'publishing' | 'scheduled' | 'drafts' | 'done';
export const sections: readonly Section[] = [
  'needsYou',
  'publishing',
  'scheduled',
  'drafts',
  'done',
];

type Look = { word: StateWord; icon: TablerIcon; tone: Tone; section: Section };

/** Keys below state.* in the catalogue. */
type StateWord =
  | 'draft'
  | 'scheduled'
  | 'checking'
  | 'converting'
  | 'ready'
  | 'uploading'
  | 'processing'
  | 'published'
  | 'inInbox'
  | 'needsYou'
  | 'uncertain'
  | 'missed'
  | 'failed'
  | 'canceled';

const looks: Record<PostState, Look> = {
  draft: { word: 'draft', icon: IconPencil, tone: 'quiet', section: 'drafts' },
  scheduled: { word: 'scheduled', icon: IconClock, tone: 'grey', section: 'scheduled' },
  due: { word: 'checking', icon: IconListCheck, tone: 'green', section: 'publishing' },
  prepared: { word: 'ready', icon: IconCircleDashedCheck, tone: 'green', section: 'publishing' },
  init_sent: { word: 'uploading', icon: IconArrowUp, tone: 'green', section: 'publishing' },
  uploading: { word: 'uploading', icon: IconArrowUp, tone: 'green', section: 'publishing' },
  finishing: { word: 'uploading', icon: IconArrowUp, tone: 'green', section: 'publishing' },
  confirming: { word: 'processing', icon: IconHourglass, tone: 'blue', section: 'publishing' },
  published: { word: 'published', icon: IconCircleCheckFilled, tone: 'green', section: 'done' },
  in_inbox: { word: 'inInbox', icon: IconInbox, tone: 'blue', section: 'done' },
  blocked: { word: 'needsYou', icon: IconHandStop, tone: 'amber', section: 'needsYou' },
  missed: { word: 'missed', icon: IconClockX, tone: 'amber', section: 'needsYou' },
  failed: { word: 'failed', icon: IconAlertOctagon, tone: 'red', section: 'needsYou' },
  canceled: { word: 'canceled', icon: IconBan, tone: 'quiet', section: 'done' },
  uncertain: { word: 'uncertain', icon: IconHelpCircle, tone: 'amber', section: 'needsYou' },
};

/** A word that is not known here is a newer back end: it waits for the user rather than hide. */
export function asState(word: string): PostState {
  return postStates.find((s) => s === word) ?? 'blocked';
}

export function sectionOf(state: string): Section {
  return looks[asState(state)].section;
}

/** How a post's state is shown: word, icon, colour and bar. */
export type StateView = Look & {
  /** 0 to 1 for a bar, 'moving' for a bar without a number, null for none. */
  bar: number | 'moving' | null;
  percent: number | null;
  remainingMs: number;
};

export function viewState(
  post: Pick<Post, 'state' | 'failure'> & Partial<Pick<Post, 'remake'>>,
  upload?: Pick<UploadProgress, 'sent' | 'total' | 'remainingMs'>,
  render?: Render,
): StateView {
  const state = asState(post.state);
  const look = looks[state];
  const plain: StateView = { ...look, bar: null, percent: null, remainingMs: 0 };
  switch (state) {
    case 'due':
      return render ? converting(plain, render) : plain;
    case 'failed':
    case 'scheduled':
      // What the user has had converted is made at once.
      return post.remake && render && render.fraction < 1
        ? { ...converting(plain, render), tone: 'green' }
        : plain;
    case 'init_sent':
      return withBar(plain, 0);
    case 'uploading':
      if (!upload || upload.total <= 0) return withBar(plain, 0);
      return {
        ...withBar(plain, upload.sent / upload.total),
        remainingMs: upload.remainingMs,
      };
    case 'finishing':
      return withBar(plain, 1);
    case 'confirming':
      return { ...plain, bar: 'moving' };
    case 'blocked':
      return isSignIn(post.failure?.reason) ? { ...plain, icon: IconKey } : plain;
    default:
      return plain;
  }
}

type Render = Pick<RenderProgress, 'fraction' | 'remainingMs'>;

function converting(view: StateView, { fraction, remainingMs }: Render): StateView {
  return { ...withBar(view, fraction), word: 'converting', icon: IconTransform, remainingMs };
}

function withBar(view: StateView, fraction: number): StateView {
  const bar = Math.min(1, Math.max(0, fraction));
  return { ...view, bar, percent: Math.floor(bar * 100) };
}

/** Reasons that only a new sign-in removes. */
export function isSignIn(reason: string | undefined): boolean {
  return reason !== undefined && /sign|auth|token|scope/.test(reason);
}

/** The engine works on it now, or TikTok does. */
export function isInFlight(state: string): boolean {
  return sectionOf(state) === 'publishing';
}
