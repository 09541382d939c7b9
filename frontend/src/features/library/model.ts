import {
  IconAlertOctagon,
  IconAspectRatio,
  IconCircleCheckFilled,
  IconCircleDashedCheck,
  IconFileAlert,
  IconPackage,
  IconTransform,
  type TablerIcon,
} from '@tabler/icons-react';
import type { ClipFiles, Finding, Media, Post } from '../../backend/types';
import type en from '../../i18n/en.json';
import { asState, isInFlight, type StateView, type Tone, viewState } from '../../state/postStates';

type FileState = 'here' | 'missing' | 'differs' | 'unknown';

/** One clip of the library with what is known about it. */
export type Clip = {
  media: Media;
  title: string;
  /** The latest first. */
  posts: readonly Post[];
  file: FileState;
  cacheBytes: number;
  /** Bytes of prepared copies, by post. */
  copies: readonly { post: Post; size: number }[];
};

export type Filter = 'all' | 'unused' | 'problems' | 'published';
export const filters: readonly Filter[] = ['all', 'unused', 'problems', 'published'];

export type Sort = 'newest' | 'name' | 'length' | 'size';
export const sorts: readonly Sort[] = ['newest', 'name', 'length', 'size'];

/** Every clip that is in the library, with its posts; hidden ones are on their way out. */
export function clipsOf(
  media: Iterable<Media>,
  posts: Iterable<Post>,
  files: ClipFiles | undefined,
  hidden: ReadonlySet<string>,
): Clip[] {
  const byClip = new Map<string, Post[]>();
  for (const p of posts) {
    if (hidden.has(p.id)) continue;
    const list = byClip.get(p.mediaId);
    if (list) list.push(p);
    else byClip.set(p.mediaId, [p]);
  }
  const onDisk = new Map(files?.clips.map((c) => [c.mediaId, c]));
  const prepared = new Map(files?.copies.map((c) => [c.postId, c.size]));
  const clips: Clip[] = [];
  for (const m of media) {
    if (m.removed || hidden.has(m.id)) continue;
    const own = (byClip.get(m.id) ?? []).sort(latestFirst);
    const file = onDisk.get(m.id);
    clips.push({
      media: m,
      title: m.name.replace(/\.[^.]+$/, '') || m.name,
      posts: own,
      file: (file?.state ?? 'unknown') as FileState,
      cacheBytes: file?.cacheBytes ?? 0,
      copies: own.flatMap((post) => {
        const size = prepared.get(post.id);
        return size === undefined ? [] : [{ post, size }];
      }),
    });
  }
  return clips;
}

const latestFirst = (a: Post, b: Post) => when(b).localeCompare(when(a));

/** When a post went out, or is to, or was last touched. */
export const when = (p: Post) => p.publishedAt || p.scheduledAt || p.updatedAt;

const wentOut = (p: Post) => ['published', 'in_inbox'].includes(asState(p.state));

/** Nothing was made of it yet but a draft, or what was given up. */
function isUnused({ posts }: Clip): boolean {
  return posts.every((p) => ['draft', 'canceled'].includes(asState(p.state)));
}

function isPublished({ posts }: Clip): boolean {
  return posts.some(wentOut);
}

/** Nobody can post it as it is: its file is not there, or TikTok would refuse it. */
function hasProblem({ media, file, posts }: Clip): boolean {
  if (file === 'missing' || file === 'differs' || media.verdict === 'refused') return true;
  return posts.some((p) => asState(p.state) === 'failed');
}

const tests: Record<Filter, (clip: Clip) => boolean> = {
  all: () => true,
  unused: isUnused,
  problems: hasProblem,
  published: isPublished,
};

export function countsOf(clips: readonly Clip[]): Record<Filter, number> {
  const counts = { all: 0, unused: 0, problems: 0, published: 0 };
  for (const clip of clips) for (const f of filters) if (tests[f](clip)) counts[f]++;
  return counts;
}

/** The clips that are asked for, in the order that is asked for. */
export function select(clips: readonly Clip[], filter: Filter, search: string, sort: Sort): Clip[] {
  const words = search.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const found = clips.filter((clip) => {
    if (!tests[filter](clip)) return false;
    if (words.length === 0) return true;
    const text = [clip.media.name, ...clip.posts.map((p) => p.caption)]
      .join(' ')
      .toLocaleLowerCase();
    return words.every((w) => text.includes(w));
  });
  return found.sort(orders[sort]);
}

const byName = (a: Clip, b: Clip) =>
  a.media.name.localeCompare(b.media.name, undefined, { numeric: true }) ||
  a.media.id.localeCompare(b.media.id);

const orders: Record<Sort, (a: Clip, b: Clip) => number> = {
  newest: (a, b) => b.media.addedAt.localeCompare(a.media.addedAt) || byName(a, b),
  name: byName,
  length: (a, b) => b.media.durationMs - a.media.durationMs || byName(a, b),
  size: (a, b) => b.media.size - a.media.size || byName(a, b),
};

type MarkKey = keyof (typeof en)['library']['mark'];

/** The one thing to know of a clip, below its name: icon, word and colour. */
export type Mark = { icon: TablerIcon; tone: Tone } & (
  | { word: MarkKey }
  | { state: StateView['word'] }
  | { sentence: string }
);

/** What waits for the user first, then what happens now, then what became of it. */
export function markOf(clip: Clip): Mark {
  const { media, file, posts } = clip;
  if (file === 'missing') return { icon: IconFileAlert, tone: 'amber', word: 'missing' };
  const flying = posts.find((p) => isInFlight(p.state));
  const open = flying ?? posts.find((p) => ['uncertain', 'blocked'].includes(asState(p.state)));
  if (open) return stateMark(open);
  const refused = media.findings.find((f) => f.severity === 'refused');
  if (media.verdict === 'refused') {
    return { icon: IconAlertOctagon, tone: 'red', sentence: refused ? headOf(refused) : '' };
  }
  if (file === 'differs') return { icon: IconFileAlert, tone: 'amber', word: 'differs' };
  const failed = posts.find((p) => ['failed', 'missed'].includes(asState(p.state)));
  if (failed) return stateMark(failed);
  const planned = posts.find((p) => asState(p.state) === 'scheduled');
  if (planned) return stateMark(planned);
  const out = posts.find(wentOut);
  if (out && asState(out.state) === 'in_inbox') return stateMark(out);
  if (out) return { icon: IconCircleCheckFilled, tone: 'quiet', state: 'published' };
  return shapeMark(media);
}

function shapeMark(media: Media): Mark {
  const wide = media.findings.some((f) => f.code === 'not_upright');
  if (wide) {
    const word = media.width > media.height ? 'landscape' : 'notUpright';
    return { icon: IconAspectRatio, tone: 'grey', word };
  }
  if (media.verdict === '') return { icon: IconTransform, tone: 'quiet', word: 'checking' };
  switch (media.route) {
    case 'remux':
      return { icon: IconPackage, tone: 'grey', word: 'remux' };
    case 'audio':
      return { icon: IconTransform, tone: 'grey', word: 'audio' };
    case 'full':
      return { icon: IconTransform, tone: 'grey', word: 'full' };
    default:
      return { icon: IconCircleDashedCheck, tone: 'green', word: 'ready' };
  }
}

function stateMark(post: Post): Mark {
  const { icon, tone, word } = viewState(post);
  return { icon, tone, state: word };
}

/** The first sentence of a finding: the fact, without the rule. */
export function headOf({ message }: Pick<Finding, 'message'>): string {
  return /^.*?[^\d\s.]\.(?=\s|$)/.exec(message)?.[0].replace(/\.$/, '') ?? message;
}

/** What stands behind the first sentence, and what is done about it. */
export function restOf({ message, fix }: Pick<Finding, 'message' | 'fix'>): string {
  const rest = message.slice(headOf({ message }).length).replace(/^\.\s*/, '');
  return [rest, fix].filter(Boolean).join(' ');
}

/** Another clip with the same bytes, or the same one, that went out before: a repeat. */
export function wentOutBefore(clip: Clip, all: readonly Clip[]): Post | undefined {
  const same = all.filter((c) => c.media.content !== '' && c.media.content === clip.media.content);
  return [clip, ...same].flatMap((c) => c.posts).find(wentOut);
}

/** Other entries of the library with the same bytes. */
export function twinsOf(clip: Clip, all: readonly Clip[]): Clip[] {
  const { id, content } = clip.media;
  return content === '' ? [] : all.filter((c) => c.media.id !== id && c.media.content === content);
}

/** Where an arrow leads in a grid of so many columns; null stays. */
export function stepTo(key: string, at: number, columns: number, count: number): number | null {
  const page = columns * 3;
  const to = {
    ArrowLeft: at - 1,
    ArrowRight: at + 1,
    ArrowUp: at - columns,
    ArrowDown: at + columns,
    PageUp: Math.max(at % columns, at - page),
    PageDown: Math.min(count - 1, at + page),
    Home: 0,
    End: count - 1,
  }[key];
  if (to === undefined || to === at) return null;
  return to < 0 || to >= count ? null : to;
}

/** How many tiles stand side by side in a width, and how large they are. */
export function gridOf(width: number): { columns: number; tile: number; row: number } {
  const least = width < 900 ? 104 : 128;
  const columns = Math.max(2, Math.floor((width + gap) / (least + gap)));
  const tile = Math.floor((width - (columns - 1) * gap) / columns);
  return { columns, tile, row: Math.round((tile * 13) / 9) + 59 };
}

export const gap = 14;
