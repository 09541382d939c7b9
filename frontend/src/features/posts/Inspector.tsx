import { Button } from '@mantine/core';
import {
  IconCalendarClock,
  IconEdit,
  IconPlayerPlayFilled,
  IconReplace,
  IconTrash,
} from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { thumbUrl } from '../../backend/mediaUrls';
import type { Account, Media, Post, Privacy } from '../../backend/types';
import { formatBytes } from '../../lib/bytes';
import { formatLength } from '../../lib/duration';
import { whenIn } from '../../lib/shortTimes';
import { formatDay, formatTime, sameClock } from '../../lib/zones';
import { titleOf } from '../../state/actions';
import { useAccount, useFacts, useMedia, usePost } from '../../state/appStore';
import { viewState } from '../../state/postStates';
import { openComposer, setUi, useUi } from '../../state/ui';
import { useNow } from '../../state/useNow';
import { Avatar } from '../../ui/Avatar';
import { CaptionText } from '../../ui/CaptionText';
import { IconButton } from '../../ui/IconButton';
import { Kbd } from '../../ui/Kbd';
import { StateMark } from '../../ui/StateMark';
import { Thumb } from '../../ui/Thumb';
import { deletePosts, openMove } from './acts';
import { handleOf } from './handles';
import classes from './Inspector.module.css';
import { canDelete, isMovable, remedyOf } from './model';
import { RemedyButton } from './RemedyButton';

/** All about the row that the keyboard is on, beside the list where the window is wide. */
export function Inspector() {
  const { t } = useTranslation();
  const id = useUi((s) => s.currentId);
  const post = usePost(id ?? undefined);
  return (
    <aside className={classes.side} aria-label={t('inspector.label')}>
      {post ? <About post={post} /> : <p className={classes.note}>{t('inspector.empty')}</p>}
    </aside>
  );
}

function About({ post }: { post: Post }) {
  const { t } = useTranslation();
  const media = useMedia(post.mediaId);
  const account = useAccount(post.accountId);
  const view = viewState(post);
  return (
    <>
      <div className={classes.scroll}>
        <button
          type="button"
          className={classes.clip}
          aria-label={`${t('inspector.play')}, ${titleOf(post)}, ${formatLength(media?.durationMs ?? 0)}`}
          onClick={() => setUi({ previewId: post.id })}
        >
          <Thumb src={thumbUrl(post.mediaId)} width={248} height={441} radius={12} />
          <span className={classes.play}>
            <IconPlayerPlayFilled size={18} aria-hidden />
          </span>
          {media && media.durationMs > 0 && (
            <span className={classes.length}>{formatLength(media.durationMs)}</span>
          )}
        </button>
        <h2 className={classes.title}>
          {post.caption.trim() ? <CaptionText text={post.caption} /> : titleOf(post)}
        </h2>
        <StateMark icon={view.icon} tone={view.tone}>
          {t(`state.${view.word}`)}
        </StateMark>
        {post.failure && <p className={classes.why}>{post.failure.message}</p>}
        <RemedyButton t={t} post={post} media={media} tabIndex={0} />
        <Facts post={post} media={media} account={account} />
        {account && post.mode === 'direct' && post.editable && (
          <p className={classes.note}>{t('inspector.askedAgain', { name: handleOf(account) })}</p>
        )}
      </div>
      <Acts post={post} media={media} />
    </>
  );
}

type FactsProps = { post: Post; media: Media | undefined; account: Account | undefined };

function Facts({ post, media, account }: FactsProps) {
  const { t } = useTranslation();
  const { zone: here } = useFacts();
  const now = useNow();
  const direct = post.mode === 'direct';
  const rows: [string, ReactNode][] = [
    [t('inspector.time'), timeOf(post, here, now, t) || t('inspector.noTime')],
    [
      t('inspector.account'),
      account ? (
        <span key="who" className={classes.who}>
          <Avatar name={account.nickname || account.username} src={account.avatarUrl} />
          {handleOf(account)}
        </span>
      ) : (
        t('post.noAccount')
      ),
    ],
    [t('inspector.sentAs'), t(direct ? 'inspector.direct' : 'inspector.inbox')],
  ];
  if (direct) {
    rows.push(
      [
        t('inspector.who'),
        post.privacy ? t(`composer.privacy.${post.privacy as Privacy}`) : t('inspector.notChosen'),
      ],
      [t('inspector.viewers'), viewersOf(post, t)],
      [t('inspector.disclosure'), disclosureOf(post, t)],
    );
  }
  if (media) rows.push([t('inspector.file'), fileOf(media, t)]);
  rows.push([t('inspector.consent'), consentOf(post, here, now, t)]);
  return (
    <dl className={classes.facts}>
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="selectable">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Acts({ post, media }: { post: Post; media: Media | undefined }) {
  const { t } = useTranslation();
  return (
    <div className={classes.acts}>
      {post.editable && (
        <Button
          variant="default"
          leftSection={<IconEdit size={15} stroke={1.7} aria-hidden />}
          rightSection={<Kbd keys="E" />}
          onClick={() => openComposer(post.id)}
        >
          {t('inspector.edit')}
        </Button>
      )}
      {isMovable(post) && (
        <Button
          variant="default"
          leftSection={<IconCalendarClock size={15} stroke={1.7} aria-hidden />}
          rightSection={<Kbd keys="M" />}
          onClick={() => openMove(post)}
        >
          {t('inspector.move')}
        </Button>
      )}
      {post.editable && remedyOf(post, media) !== 'replace' && (
        <IconButton
          icon={IconReplace}
          label={t('menu.replace')}
          onClick={() => setUi({ replacingId: post.id })}
        />
      )}
      {canDelete(post) && (
        <span className={classes.delete}>
          <IconButton
            icon={IconTrash}
            label={t('inspector.delete')}
            onClick={() => deletePosts([post])}
          />
        </span>
      )}
    </div>
  );
}

function timeOf(post: Post, here: string, now: Date, t: TFunction): string {
  if (!post.scheduledAt) return '';
  const at = new Date(post.scheduledAt);
  const zone = post.zone || here;
  if (!sameClock(at, zone, here)) return whenIn(at, zone, now, t);
  return `${formatDay(at, zone, now)}, ${formatTime(at, zone)}`;
}

function viewersOf(post: Post, t: TFunction): string {
  const may = [
    post.allowComment && t('inspector.comment'),
    post.allowDuet && t('inspector.duet'),
    post.allowStitch && t('inspector.stitch'),
  ].filter((x) => x !== false);
  return may.join(', ') || t('inspector.nothing');
}

function disclosureOf(post: Post, t: TFunction): string {
  const said = [
    post.yourBrand && t('inspector.yourBrand'),
    post.brandedContent && t('inspector.branded'),
  ].filter((x) => x !== false);
  return said.join(', ') || t('inspector.none');
}

function fileOf(media: Media, t: TFunction): string {
  const how = media.route === 'copy' ? t('inspector.asIs') : t('inspector.converted');
  return `${media.name}, ${formatBytes(media.size)}, ${how}`;
}

function consentOf(post: Post, here: string, now: Date, t: TFunction): string {
  if (!post.consentAt) return t('inspector.notGiven');
  const at = new Date(post.consentAt);
  return t('inspector.given', { when: `${formatDay(at, here, now)}, ${formatTime(at, here)}` });
}
