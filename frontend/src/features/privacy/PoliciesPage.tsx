import { Button } from '@mantine/core';
import { IconExternalLink, IconFileText } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { openLink } from '../../state/actions';
import { setUi } from '../../state/ui';
import page from './Page.module.css';

/** The texts that were agreed to, and TikTok's own. */
export function PoliciesPage() {
  const { t } = useTranslation();
  return (
    <section className={page.page} aria-label={t('privacy.page.policies')}>
      <div className={page.inner}>
        <h2 className={page.title}>{t('privacy.policies.title')}</h2>
        <p className={page.lead}>{t('privacy.policies.text')}</p>
        <ul className={page.rows}>
          {(['privacy', 'terms'] as const).map((policy) => (
            <li key={policy} className={page.row}>
              <div className={page.words}>
                <b>{t(`privacy.policies.${policy}`)}</b>
                <span>{t(`privacy.policies.${policy}Text`)}</span>
              </div>
              <Button
                variant="default"
                leftSection={<IconFileText size={15} stroke={1.7} aria-hidden />}
                aria-label={t('privacy.policies.readOf', {
                  name: t(`privacy.policies.${policy}`),
                })}
                onClick={() => setUi({ reading: policy })}
              >
                {t('privacy.policies.read')}
              </Button>
            </li>
          ))}
        </ul>
        <h3 className={page.heading}>{t('privacy.policies.responsible')}</h3>
        <p className={page.text}>{t('privacy.policies.responsibleText')}</p>
        <h3 className={page.heading}>{t('privacy.policies.tiktok')}</h3>
        <div className={page.buttons}>
          {(
            [
              ['music-usage', 'music'],
              ['branded-content', 'branded'],
            ] as const
          ).map(([link, word]) => (
            <Button
              key={link}
              variant="default"
              rightSection={<IconExternalLink size={14} stroke={1.7} aria-hidden />}
              onClick={() => void openLink(link)}
            >
              {t(`privacy.policies.${word}`)}
            </Button>
          ))}
        </div>
      </div>
    </section>
  );
}
