import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { thumbUrl } from '../../backend/mediaUrls';
import type { Post } from '../../backend/types';
import { formatSpan } from '../../lib/duration';
import { formatTime } from '../../lib/zones';
import { useAccount, useFacts, usePosts } from '../../state/appStore';
import { setUi, useUi } from '../../state/ui';
import { useNow } from '../../state/useNow';
import { Thumb } from '../../ui/Thumb';
import classes from './OnDeck.module.css';

/** The next post with its countdown. */
export function OnDeck() {
  const { t } = useTranslation();
  const { zone } = useFacts();
  const posts = usePosts();
  const hidden = useUi((s) => s.hidden);
  const now = useNow();
  const next = useMemo(() => nextPost(posts.values(), hidden), [posts, hidden]);
  const account = useAccount(next?.accountId);
  if (!next) {
    return (
      <div className={classes.nothing}>
        {t('deck.nothing')}
        <br />
        {t('deck.nothingText')}
      </div>
    );
  }
  const at = new Date(next.scheduledAt);
  const untilMs = at.getTime() - now.getTime();
  return (
    <button
      type="button"
      className={classes.deck}
      onClick={() => setUi({ currentId: next.id, composerId: null })}
    >
      <Thumb src={thumbUrl(next.mediaId)} width={30} height={53} />
      <span className={classes.words}>
        <small>{untilMs > 0 ? t('deck.next', { span: formatSpan(untilMs) }) : t('deck.now')}</small>
        <b>{formatTime(at, zone)}</b>
        <small>{account ? `@${account.username || account.nickname}` : ''}</small>
      </span>
    </button>
  );
}

function nextPost(posts: Iterable<Post>, hidden: ReadonlySet<string>): Post | undefined {
  let first: Post | undefined;
  for (const p of posts) {
    if (p.state !== 'scheduled' || !p.scheduledAt || hidden.has(p.id)) continue;
    if (!first || p.scheduledAt < first.scheduledAt) first = p;
  }
  return first;
}
