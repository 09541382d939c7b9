import { freeSlots } from '../../backend/calls';
import type { Post } from '../../backend/types';
import { i18n } from '../../i18n/i18n';
import { whenIn } from '../../lib/shortTimes';
import {
  attempt,
  cancelPost,
  duplicatePost,
  openLink,
  retryPost,
  saveReceipt,
  titleOf,
} from '../../state/actions';
import { appStore } from '../../state/appStore';
import { movePosts, removePosts, unplanPosts } from '../../state/bulk';
import { chooseFile } from '../../state/clips';
import { askMove } from '../../state/moving';
import { selectionStore, toggleSelected } from '../../state/selection';
import { notify, openComposer, openConnect, setUi } from '../../state/ui';
import { copyText } from '../../ui/CopyText';
import { canDelete, isMovable, isOut, type MenuAct, remedyOf } from './model';

/** Does what the row's button says. Rows without a button open, when they can be edited. */
export function runRemedy(post: Post) {
  switch (remedyOf(post, appStore.get().entities.media.get(post.mediaId))) {
    case 'convert':
    case 'convertAgain':
      return setUi({ convertingId: post.id });
    case 'replace':
      return setUi({ replacingId: post.id });
    case 'decide':
      return setUi({ uncertainId: post.id });
    case 'signIn':
      return openConnect(post.accountId);
    case 'chooseFile':
      return void findFile(post);
    case 'nextSlot':
      return void toNextSlot(post);
    case 'reschedule':
      return openMove(post);
    case 'retry':
      return void retryPost(post.id);
    default:
      return post.editable ? openComposer(post.id) : setUi({ previewId: post.id });
  }
}

/** Asks where the file of a post is now. With the same bytes the post goes on as agreed. */
async function findFile(post: Post) {
  const clip = appStore.get().entities.media.get(post.mediaId);
  if (!clip || (await chooseFile(clip, post)) !== 'same') return;
  // One that is missing is looked for all the time; one that had changed is not.
  if (post.failure?.reason === 'media.source_changed') await retryPost(post.id);
}

export function runMenuAct(post: Post, act: MenuAct) {
  switch (act) {
    case 'edit':
      return openComposer(post.id);
    case 'move':
      return openMove(post);
    case 'convert':
      return setUi({ convertingId: post.id });
    case 'replace':
      return setUi({ replacingId: post.id });
    case 'preview':
      return setUi({ previewId: post.id });
    case 'select':
      return toggleSelected(post.id);
    case 'view':
      return void openLink(`post:${post.id}`);
    case 'decide':
      return setUi({ uncertainId: post.id });
    case 'retry':
      return void retryPost(post.id);
    case 'unschedule':
      return void unplanPosts([post.id], i18n.t('undo.unplanned', { title: titleOf(post) }));
    case 'cancel':
      return void cancelPost(post.id);
    case 'receipt':
      return void saveReceipt(post);
    case 'duplicate':
      return void duplicatePost(post.mediaId);
    case 'copyCode':
      return void copyCode(post.failure?.reason ?? '');
    case 'delete':
    case 'remove':
      return deletePosts([post]);
  }
}

/** Asks for a new time beside the row of the post. */
export function openMove(post: Post) {
  if (!isMovable(post)) return;
  askMove(post.id, document.querySelector(`[data-post="${CSS.escape(post.id)}"]`));
}

/** M: one post is asked for its time, many are spread. */
export function moveSelected(current: Post | undefined) {
  const { ids } = selectionStore.get();
  const [only] = ids;
  if (ids.size > 1) return setUi({ bulk: 'spread' });
  const post = only === undefined ? current : appStore.get().entities.posts.get(only);
  if (post) openMove(post);
}

/** What is out on TikTok stays there: that is said before it leaves the list. */
export function deletePosts(posts: readonly Post[]) {
  const some = posts.filter(canDelete);
  const [post] = some;
  if (!post) return;
  if (some.length === 1) return isOut(post) ? tellPublic(post) : removeOne(post, 'undo.deleted');
  const ids = some.map((p) => p.id);
  void removePosts(ids, i18n.t('undo.deletedMany', { count: ids.length }));
}

function removeOne(post: Post, word: 'undo.deleted' | 'undo.removed') {
  void removePosts([post.id], i18n.t(word, { title: titleOf(post) }));
}

function tellPublic(post: Post) {
  const inbox = post.state === 'in_inbox';
  notify({
    tone: inbox ? 'blue' : 'amber',
    title: i18n.t(inbox ? 'notice.inInbox' : 'notice.public'),
    text: i18n.t('notice.publicText'),
    postId: post.id,
    mediaId: post.mediaId,
    fades: false,
    action: { label: i18n.t('notice.takeOff'), run: () => removeOne(post, 'undo.removed') },
    ...(post.link
      ? { link: { label: i18n.t('notice.openInTikTok'), name: `post:${post.id}` as const } }
      : {}),
  });
}

/** The next free slot of its account; without one the time is asked for. */
export async function toNextSlot(post: Post) {
  if (!post.accountId) return openMove(post);
  const [slot] = (await attempt(() => freeSlots(post.accountId, '', 1))) ?? [];
  if (!slot) return openMove(post);
  const { wall, zone } = slot;
  const when = whenIn(new Date(slot.at), zone, new Date(), i18n.t);
  await movePosts(
    [{ id: post.id, when: { now: false, wall, zone }, slot: true }],
    i18n.t('undo.moved', { title: titleOf(post), when }),
  );
}

async function copyCode(code: string) {
  if (await copyText(code)) {
    notify({ tone: 'green', title: i18n.t('notice.copied'), text: code, fades: true });
  }
}
