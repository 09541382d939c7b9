import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Account, Post } from '../../backend/types';
import { formatDay, formatTime, sameClock, zoneCity } from '../../lib/zones';
import { useAccountMap, useFacts } from '../../state/appStore';
import { asState, viewState } from '../../state/postStates';
import { openComposer, setUi, showPost } from '../../state/ui';
import { useNow } from '../../state/useNow';
import { Avatar } from '../../ui/Avatar';
import classes from './ClipInspector.module.css';
import { type Clip, twinsOf, wentOutBefore, when } from './model';

type Props = { clip: Clip; all: readonly Clip[] };

/** Its posts, the latest first, and whether posting it again would be a repeat. */
export function ClipUses({ clip, all }: Props) {
  const { t } = useTranslation();
  const accounts = useAccountMap();
  const { zone } = useFacts();
  const now = useNow();
  const repeated = wentOutBefore(clip, all);
  const twins = twinsOf(clip, all);
  return (
    <section className={classes.part}>
      <h3>{t('library.uses')}</h3>
      {clip.posts.length === 0 && <p className={classes.none}>{t('library.unused')}</p>}
      <ul className={classes.uses}>
        {clip.posts.map((post) => {
          const account = accounts.get(post.accountId);
          const lines = [timeOf(post, zone, now, t)];
          if (post.id === repeated?.id) lines.push(t('library.repeat'));
          return (
            <li key={post.id}>
              <button type="button" className={classes.use} onClick={() => open(post)}>
                <Avatar
                  name={account?.nickname || account?.username || '?'}
                  src={account?.avatarUrl ?? ''}
                  size={18}
                />
                <span>
                  <b>{titleOf(post, account, t)}</b>
                  <small>{lines.join(' ')}</small>
                </span>
              </button>
            </li>
          );
        })}
      </ul>
      {twins.map((twin) => (
        <button
          key={twin.media.id}
          type="button"
          className={classes.twin}
          onClick={() => setUi({ clipId: twin.media.id })}
        >
          {t('library.twin', { name: twin.media.name })}
        </button>
      ))}
      {twins.length > 0 && repeated && !clip.posts.includes(repeated) && (
        <p className={classes.help}>{t('library.repeat')}</p>
      )}
    </section>
  );
}

function open(post: Post) {
  if (post.editable) openComposer(post.id);
  else showPost(post.id, false);
}

/** "Published to @tidewater.surf", "Draft for @tidewater.surf", "Draft". */
function titleOf(post: Post, account: Account | undefined, t: TFunction): string {
  const name = account ? (account.username ? `@${account.username}` : account.nickname) : '';
  const state = t(`state.${viewState(post).word}`);
  if (!name) return state;
  switch (asState(post.state)) {
    case 'published':
      return t('library.publishedTo', { name });
    case 'draft':
      return t('library.draftFor', { name });
    case 'scheduled':
      return t('library.scheduledFor', { name });
    case 'in_inbox':
      return t('library.inboxOf', { name });
    default:
      return t('library.stateOf', { state, name });
  }
}

/** "3 May, 18:30 (Jakarta)." in the post's own zone. */
function timeOf(post: Post, here: string, now: Date, t: TFunction): string {
  if (!post.publishedAt && !post.scheduledAt) return t('library.noTime');
  const at = new Date(when(post));
  const zone = post.zone || here;
  const time = `${formatDay(at, zone, now)}, ${formatTime(at, zone)}`;
  const city = sameClock(at, zone, here) ? '' : ` (${zoneCity(zone)})`;
  return `${time}${city}.`;
}
