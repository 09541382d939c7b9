import type { Post } from '../backend/types';
import { i18n } from '../i18n/i18n';
import { appStore } from './appStore';
import { type Notice, setUi } from './ui';

let toldOfPractice = false;

/** After the first practice post: how to go on for real. Once a window. */
export function practiceNotice(post: Post): Omit<Notice, 'id'> | null {
  const { sandbox, canLeave } = appStore.get().facts;
  if (!sandbox || !canLeave || post.state !== 'published' || toldOfPractice) return null;
  toldOfPractice = true;
  return {
    postId: post.id,
    mediaId: post.mediaId,
    tone: 'green',
    title: i18n.t('firstRun.published'),
    text: i18n.t('firstRun.publishedText'),
    fades: false,
    action: { label: i18n.t('firstRun.connectReal'), run: () => setUi({ leaving: true }) },
    stay: i18n.t('firstRun.stay'),
  };
}

/** Forgets what was told, between tests. */
export function resetPractice() {
  toldOfPractice = false;
}
