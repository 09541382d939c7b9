import { IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { thumbUrl } from '../../backend/mediaUrls';
import type { RequestRow } from '../../backend/types';
import { formatBytes } from '../../lib/bytes';
import { titleOf } from '../../state/actions';
import { useAccount, useFacts, usePost } from '../../state/appStore';
import { showPost } from '../../state/ui';
import { IconButton } from '../../ui/IconButton';
import { Thumb } from '../../ui/Thumb';
import classes from './LedgerDetail.module.css';
import { endingOf, featureKey } from './ledgerModel';
import { accountName, formatClockTime, formatTook } from './words';

type Props = { row: RequestRow; onClose: () => void };

/** What stands behind one request: what was in it, what came back, what was done then. */
export function LedgerDetail({ row, onClose }: Props) {
  const { t, i18n } = useTranslation();
  const { zone } = useFacts();
  const account = useAccount(row.accountId);
  const post = usePost(row.postId || undefined);
  const ending = endingOf(row);
  const feature = featureKey(row.feature);
  const time = formatClockTime(new Date(row.at), zone);
  const why = t(`privacy.feature.${feature}`);
  const size = (n: number) => formatBytes(n, i18n.language);
  return (
    <section className={classes.detail} aria-label={why} aria-live="polite">
      <header>
        <h3>
          {account
            ? t('privacy.detail.titleFor', { time, why, name: accountName(account) })
            : t('privacy.detail.title', { time, why })}
        </h3>
        <IconButton icon={IconX} size={15} label={t('privacy.detail.close')} onClick={onClose} />
      </header>
      <dl>
        <dt>{t('privacy.detail.sent')}</dt>
        <dd>
          {ending === 'blocked' ? (
            t('privacy.detail.notSent')
          ) : (
            <>
              {t(`privacy.sends.${feature}`)} <i>{size(row.bytesOut)}.</i>{' '}
              <i>{t('privacy.detail.secrets')}</i>
            </>
          )}
        </dd>
        <dt>{t('privacy.detail.where')}</dt>
        <dd className="selectable">
          <code>
            {row.method} {row.host}
            {row.path}
          </code>
        </dd>
        <dt>{t('privacy.detail.got')}</dt>
        <dd>
          {row.status > 0
            ? t('privacy.detail.answer', {
                status: row.status,
                bytes: size(row.bytesIn),
                took: formatTook(row.elapsedMs, t, i18n.language),
              })
            : t('privacy.detail.noAnswer')}
        </dd>
        <dt>{t('privacy.detail.did')}</dt>
        <dd>{t(`privacy.did.${ending}`)}</dd>
        {post && (
          <>
            <dt>{t('privacy.detail.about')}</dt>
            <dd>
              <button
                type="button"
                className={classes.post}
                title={t('privacy.detail.show')}
                onClick={() => showPost(post.id, false)}
              >
                <Thumb src={thumbUrl(post.mediaId)} width={11} height={20} radius={2} />
                {titleOf(post)}
              </button>
            </dd>
          </>
        )}
      </dl>
    </section>
  );
}
