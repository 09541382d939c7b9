import { Button } from '@mantine/core';
import { IconFileText, IconLockExclamation } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FactList } from '../../ui/FactList';
import { ActivityLog } from './ActivityLog';
import { BundleDialog } from './BundleDialog';
import { IncidentDialog } from './IncidentDialog';
import page from './Page.module.css';
import { useSecurityFacts, type Ways } from './useSecurityFacts';

/** What protects the workspace, the button for when something is wrong, and what was done in it. */
export function SecurityPage(ways: Ways) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<'incident' | 'bundle' | null>(null);
  const facts = useSecurityFacts(ways);
  const close = () => setOpen(null);
  return (
    <section className={page.page} aria-label={t('privacy.page.security')}>
      <div className={page.inner}>
        <h2 className={page.title}>{t('privacy.security.title')}</h2>
        <p className={page.lead}>{t('privacy.security.text')}</p>
        <FactList facts={facts} />
        <h3 className={page.heading}>{t('privacy.incident.heading')}</h3>
        <p className={page.text}>{t('privacy.incident.text')}</p>
        <div className={page.buttons}>
          <Button
            variant="default"
            data-danger
            leftSection={<IconLockExclamation size={15} stroke={1.7} aria-hidden />}
            onClick={() => setOpen('incident')}
          >
            {t('privacy.incident.open')}
          </Button>
        </div>
        <ActivityLog />
        <h3 className={page.heading}>{t('privacy.bundle.heading')}</h3>
        <p className={page.text}>{t('privacy.bundle.text')}</p>
        <div className={page.buttons}>
          <Button
            variant="default"
            leftSection={<IconFileText size={15} stroke={1.7} aria-hidden />}
            onClick={() => setOpen('bundle')}
          >
            {t('privacy.bundle.show')}
          </Button>
        </div>
      </div>
      {open === 'incident' && <IncidentDialog onClose={close} />}
      {open === 'bundle' && <BundleDialog onClose={close} />}
    </section>
  );
}
