import { Button, Modal } from '@mantine/core';
import { IconArrowBackUp, IconCheck, IconExternalLink, IconHelpCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { thumbUrl } from '../../backend/mediaUrls';
import { whenIn } from '../../lib/shortTimes';
import { formatDay, formatTime } from '../../lib/zones';
import { markPublished, openLink, resolvePost } from '../../state/actions';
import { useAccount, useFacts, usePost } from '../../state/appStore';
import { openComposer, setUi, useUi } from '../../state/ui';
import { useTask } from '../../state/useTask';
import { CopyText } from '../../ui/CopyText';
import { Kbd } from '../../ui/Kbd';
import { StateMark } from '../../ui/StateMark';
import { Thumb } from '../../ui/Thumb';
import { useReturnFocus } from '../../ui/useReturnFocus';
import { SentHistory } from './SentHistory';
import classes from './UncertainDialog.module.css';

/** The row has the keyboard again once the question is gone. */
function ReturnFocus() {
  useReturnFocus();
  return null;
}

/** "Is this post on TikTok?" Looking is the primary act; nothing is sent by itself. */
export function UncertainDialog() {
  const { t } = useTranslation();
  const id = useUi((s) => s.uncertainId);
  const post = usePost(id ?? undefined);
  const account = useAccount(post?.accountId);
  const { zone: here } = useFacts();
  const { busy, run } = useTask();
  const close = () => setUi({ uncertainId: null });
  if (post?.state !== 'uncertain') return null;

  const again = () =>
    run(async () => {
      if (!(await resolvePost(post.id, false))) return;
      close();
      openComposer(post.id);
    });
  const there = () => {
    close();
    markPublished(post);
  };
  const name = account?.username ? `@${account.username}` : (account?.nickname ?? '');
  const at = post.scheduledAt ? new Date(post.scheduledAt) : null;
  const zone = post.zone || here;

  return (
    <Modal opened onClose={close} size={576} padding={0} centered>
      <ReturnFocus />
      <div className={classes.body}>
        <div className={classes.head}>
          <Thumb src={thumbUrl(post.mediaId)} width={84} height={149} radius={7} />
          <div>
            <StateMark icon={IconHelpCircle} tone="amber">
              {t('state.uncertain')}
            </StateMark>
            <Modal.Title className={classes.title ?? ''}>{t('uncertain.title')}</Modal.Title>
            <p className={classes.text}>{t('uncertain.text')}</p>
            {at && (
              <p className={classes.text}>
                {t('uncertain.scheduledFor', {
                  when:
                    zone === here
                      ? `${formatDay(at, zone, new Date())}, ${formatTime(at, zone)}`
                      : whenIn(at, zone, new Date(), t),
                })}
              </p>
            )}
          </div>
        </div>
        <SentHistory post={post} zone={here} />
        <div className={classes.look}>
          <Button
            size="md"
            data-autofocus
            leftSection={<IconExternalLink size={16} stroke={1.8} aria-hidden />}
            onClick={() => void openLink(`tiktok-profile:${post.accountId}`)}
          >
            {t('uncertain.look', { name })}
          </Button>
          <span className={classes.help}>{t('uncertain.lookHelp')}</span>
        </div>
      </div>
      <div className={classes.foot}>
        <div className={classes.choices}>
          <div>
            <Button
              size="md"
              variant="default"
              fullWidth
              disabled={busy}
              leftSection={<IconCheck size={16} stroke={1.8} aria-hidden />}
              aria-describedby="uncertain-there"
              onClick={there}
            >
              {t('uncertain.there')}
            </Button>
            <p id="uncertain-there" className={classes.help}>
              {t('uncertain.thereHelp')}
            </p>
          </div>
          <div>
            <Button
              size="md"
              variant="default"
              fullWidth
              loading={busy}
              leftSection={<IconArrowBackUp size={16} stroke={1.8} aria-hidden />}
              aria-describedby="uncertain-again"
              onClick={() => void again()}
            >
              {t('uncertain.notThere')}
            </Button>
            <p id="uncertain-again" className={classes.help}>
              {t('uncertain.notThereHelp')}
            </p>
          </div>
        </div>
        <div className={classes.last}>
          {post.publishId ? (
            <CopyText
              text={post.publishId}
              label={t('common.copyCode', { code: post.publishId })}
            />
          ) : (
            <span />
          )}
          <Button variant="subtle" rightSection={<Kbd keys="Esc" />} onClick={close}>
            {t('uncertain.later')}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
