import type { Post } from '../backend/types';
import { i18n } from '../i18n/i18n';
import type { Entities } from './entities';
import { asState } from './postStates';
import { type Notice, openComposer, setUi, showPost } from './ui';

/** What to call a post in a sentence: its first words, or its file. */
export function postTitle(post: Post, entities: Pick<Entities, 'media'>): string {
  const words = post.caption.replace(/[#@]\S+/gu, '').trim();
  if (words) return words.length > 48 ? `${words.slice(0, 47).trimEnd()}…` : words;
  return entities.media.get(post.mediaId)?.name ?? i18n.t('post.untitled');
}

/** What can be done at once about a refused clip, and a look at its row. */
function refusedActs(post: Post): Pick<Notice, 'action' | 'also'> {
  const show = { label: i18n.t('notice.show'), run: () => showPost(post.id, false) };
  if (post.convert === '') return { action: show };
  const label = i18n.t(post.convert === '30fps' ? 'remedy.convert' : 'remedy.convertAgain');
  return { action: { label, run: () => setUi({ convertingId: post.id }) }, also: show };
}

/** The notice that a change of state deserves, if any. Only steps count, not first sights. */
export function noticeFor(
  before: Post | undefined,
  after: Post,
  entities: Pick<Entities, 'media'>,
): Omit<Notice, 'id'> | null {
  if (!before || before.state === after.state) return null;
  const title = postTitle(after, entities);
  const common = { postId: after.id, mediaId: after.mediaId };
  const failure = after.failure?.message;
  const code = after.failure?.reason;
  switch (asState(after.state)) {
    case 'published':
      return {
        ...common,
        tone: 'green',
        title: i18n.t('state.published'),
        text: title,
        fades: true,
        ...(after.link
          ? { link: { label: i18n.t('notice.view'), name: `post:${after.id}` as const } }
          : {}),
      };
    case 'in_inbox':
      return {
        ...common,
        tone: 'blue',
        title: i18n.t('state.inInbox'),
        text: i18n.t('notice.inbox', { title }),
        fades: true,
      };
    case 'failed':
      return {
        ...common,
        tone: 'red',
        title: i18n.t('notice.failed', { title }),
        text: failure ?? '',
        ...(code ? { code } : {}),
        fades: false,
        ...refusedActs(after),
      };
    case 'blocked':
    case 'missed':
      return {
        ...common,
        tone: 'amber',
        title: i18n.t('notice.needsYou', { title }),
        text: failure ?? '',
        fades: false,
        action: { label: i18n.t('notice.open'), run: () => openComposer(after.id) },
      };
    case 'uncertain':
      return {
        ...common,
        tone: 'amber',
        title: i18n.t('notice.uncertain', { title }),
        text: i18n.t('post.uncertainText'),
        fades: false,
        action: {
          label: i18n.t('remedy.decide'),
          run: () => setUi({ uncertainId: after.id }),
        },
      };
    default:
      return null;
  }
}
