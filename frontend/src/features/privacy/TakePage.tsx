import { useTranslation } from 'react-i18next';
import { ExportPart } from './ExportPart';
import { ImportPart } from './ImportPart';
import page from './Page.module.css';

/** Everything as one file, and back from it. */
export function TakePage() {
  const { t } = useTranslation();
  return (
    <section className={page.page} aria-label={t('privacy.page.take')}>
      <div className={page.inner}>
        <h2 className={page.title}>{t('privacy.take.title')}</h2>
        <p className={page.lead}>{t('privacy.take.text')}</p>
        <ExportPart />
        <ImportPart />
      </div>
    </section>
  );
}
