import type { Post } from '../../backend/types';
import { i18n } from '../../i18n/i18n';
import {
  cancelPost,
  deletePost,
  duplicatePost,
  openLink,
  retryPost,
  saveReceipt,
  titleOf,
  unschedulePost,
} from '../../state/actions';
import { notify, openComposer, openConnect, setUi } from '../../state/ui';
import { copyText } from '../../ui/CopyText';
import { isOut, type MenuAct, remedyOf } from './model';

/** Does what the row's button says. Rows without a button open, when they can be edited. */
export function runRemedy(post: Post) {
  switch (remedyOf(post)) {
    case 'decide':
      return setUi({ uncertainId: post.id });
    case 'signIn':
      return openConnect(post.accountId);
    case 'choose':
    case 'reschedule':
      return openComposer(post.id);
    case 'retry':
      return void retryPost(post.id);
    default:
      return post.editable ? openComposer(post.id) : setUi({ previewId: post.id });
  }
}

export function runMenuAct(post: Post, act: MenuAct) {
  switch (act) {
    case 'edit':
      return openComposer(post.id);
    case 'preview':
      return setUi({ previewId: post.id });
    case 'view':
      return void openLink(`post:${post.id}`);
    case 'decide':
      return setUi({ uncertainId: post.id });
    case 'retry':
      return void retryPost(post.id);
    case 'unschedule':
      return void unschedulePost(post.id);
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
      return deletePost(
        post,
        i18n.t(isOut(post) ? 'undo.removed' : 'undo.deleted', { title: titleOf(post) }),
      );
  }
}

async function copyCode(code: string) {
  if (await copyText(code)) {
    notify({ tone: 'green', title: i18n.t('notice.copied'), text: code, fades: true });
  }
}
