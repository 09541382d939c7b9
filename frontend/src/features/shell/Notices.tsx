import { Button } from '@mantine/core';
import {
  IconAlertOctagon,
  IconCircleCheckFilled,
  IconHandStop,
  IconInbox,
  IconX,
  type TablerIcon,
} from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { thumbUrl } from '../../backend/mediaUrls';
import { openLink } from '../../state/actions';
import type { Tone } from '../../state/postStates';
import { useSelecting } from '../../state/selection';
import { dismissNotice, type Notice, useUi } from '../../state/ui';
import { CopyText } from '../../ui/CopyText';
import { IconButton } from '../../ui/IconButton';
import { Thumb } from '../../ui/Thumb';
import classes from './Notices.module.css';

const icons: Record<Tone, TablerIcon> = {
  green: IconCircleCheckFilled,
  blue: IconInbox,
  amber: IconHandStop,
  red: IconAlertOctagon,
  grey: IconCircleCheckFilled,
  quiet: IconCircleCheckFilled,
};

const goodNewsMs = 6000;

/** What happened, bottom right. Good news leaves after six seconds, the rest stays. */
export function Notices() {
  const { t } = useTranslation();
  const notices = useUi((s) => s.notices);
  const lifted = useSelecting();
  const beside = useUi((s) => s.bulk !== null);
  return (
    <section
      className={classes.stack}
      data-lifted={lifted || undefined}
      data-beside={beside || undefined}
      aria-label={t('notice.label')}
      aria-live="polite"
    >
      {notices.map((n) => (
        <NoticeCard key={n.id} notice={n} />
      ))}
    </section>
  );
}

function NoticeCard({ notice }: { notice: Notice }) {
  const { t } = useTranslation();
  const [held, setHeld] = useState(false);
  const { id, fades } = notice;
  useEffect(() => {
    if (!fades || held) return;
    const timer = setTimeout(() => dismissNotice(id), goodNewsMs);
    return () => clearTimeout(timer);
  }, [id, fades, held]);
  const Icon = icons[notice.tone];
  return (
    <article
      className={classes.notice}
      data-tone={notice.tone}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      {notice.mediaId && <Thumb src={thumbUrl(notice.mediaId)} width={30} height={53} />}
      <div className={classes.words}>
        <p className={classes.title}>
          <Icon size={15} stroke={1.9} aria-hidden />
          {notice.title}
        </p>
        {notice.text && <p className={classes.text}>{notice.text}</p>}
        {notice.code && (
          <CopyText text={notice.code} label={t('common.copyCode', { code: notice.code })} />
        )}
        {(notice.action || notice.also || notice.link || notice.stay) && (
          <div className={classes.acts}>
            {notice.action && (
              <Button
                size="xs"
                variant="default"
                onClick={() => {
                  notice.action?.run();
                  dismissNotice(id);
                }}
              >
                {notice.action.label}
              </Button>
            )}
            {notice.also && (
              <Button
                size="xs"
                variant="subtle"
                onClick={() => {
                  notice.also?.run();
                  dismissNotice(id);
                }}
              >
                {notice.also.label}
              </Button>
            )}
            {notice.stay && (
              <Button size="xs" variant="subtle" onClick={() => dismissNotice(id)}>
                {notice.stay}
              </Button>
            )}
            {notice.link && (
              <button
                type="button"
                className={classes.link}
                onClick={() => notice.link && void openLink(notice.link.name)}
              >
                {notice.link.label}
              </button>
            )}
          </div>
        )}
      </div>
      <IconButton
        icon={IconX}
        size={14}
        label={t('notice.close')}
        tooltip={false}
        onClick={() => dismissNotice(id)}
      />
    </article>
  );
}
