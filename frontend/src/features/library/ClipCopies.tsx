import { useTranslation } from 'react-i18next';
import { formatBytes } from '../../lib/bytes';
import classes from './ClipInspector.module.css';
import type { Clip } from './model';

/** What lies on the disk: the user's file, the copies to be sent, what is shown here. */
export function ClipCopies({ clip }: { clip: Clip }) {
  const { t } = useTranslation();
  return (
    <section className={classes.part}>
      <h3>{t('library.copies')}</h3>
      <dl className={classes.copies}>
        <div>
          <dt>{t('library.original')}</dt>
          <dd>{t('library.originalText', { size: formatBytes(clip.media.size) })}</dd>
        </div>
        {clip.copies.map(({ post, size }) => (
          <div key={post.id}>
            <dt>{t('library.prepared')}</dt>
            <dd>{t('library.preparedText', { size: formatBytes(size) })}</dd>
          </div>
        ))}
        {clip.cacheBytes > 0 && (
          <div>
            <dt>{t('library.cache')}</dt>
            <dd>{t('library.cacheText', { size: formatBytes(clip.cacheBytes) })}</dd>
          </div>
        )}
      </dl>
      <p className={classes.help}>{t('library.keeps')}</p>
    </section>
  );
}
