import { Button } from '@mantine/core';
import {
  IconBrandWindows,
  IconExternalLink,
  IconHelpCircle,
  IconMovie,
  IconUser,
  IconWorld,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { openLink } from '../../state/actions';
import { useFacts } from '../../state/appStore';
import { FactList } from '../../ui/FactList';
import { Note } from '../../ui/Note';
import { AdultPart } from './AdultPart';
import page from './Page.module.css';
import classes from './RecipientsPage.module.css';

const regions = ['eea', 'us', 'world'] as const;

/** The allow-list of internal/egress, in words. */
const allowed = [
  { host: 'open.tiktokapis.com', word: 'api' },
  { host: '*.tiktokapis.com', word: 'upload' },
  { host: '*.tiktokcdn.com, *.tiktokcdn-us.com, *.tiktokcdn-eu.com', word: 'cdn' },
] as const;

/** Who gets data: one recipient, what it is called where, what it gets and what it never gets. */
export function RecipientsPage() {
  const { t } = useTranslation();
  const { sandbox } = useFacts();
  return (
    <section className={page.page} aria-label={t('privacy.page.recipients')}>
      <div className={page.inner}>
        <h2 className={page.title}>{t('privacy.recipients.title')}</h2>
        <p className={page.lead}>{sandbox ? t('sandbox.text') : t('privacy.recipients.text')}</p>
        <table className={`${page.table} ${classes.table}`}>
          <thead>
            <tr>
              <th scope="col">{t('privacy.recipients.region')}</th>
              <th scope="col">{t('privacy.recipients.who')}</th>
              <th scope="col">
                <span className="visually-hidden">{t('privacy.recipients.policy')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {regions.map((r) => {
              const region = t(`privacy.recipients.${r}.region`);
              return (
                <tr key={r}>
                  <td>{region}</td>
                  <td>{t(`privacy.recipients.${r}.who`)}</td>
                  <td>
                    <Button
                      variant="default"
                      size="xs"
                      aria-label={t('privacy.recipients.readOf', { region })}
                      rightSection={<IconExternalLink size={13} stroke={1.7} aria-hidden />}
                      onClick={() => void openLink(`tiktok-privacy-${r}`)}
                    >
                      {t('privacy.recipients.policy')}
                    </Button>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
        <p className={classes.help}>{t('privacy.recipients.shop')}</p>
        <div className={page.note}>
          <AdultPart />
        </div>

        <h3 className={page.heading}>{t('privacy.recipients.what')}</h3>
        <p className={page.text}>{t('privacy.recipients.whatText')}</p>
        <FactList
          facts={[
            {
              key: 'account',
              icon: IconUser,
              tone: 'quiet',
              title: t('privacy.recipients.gets.account'),
              text: t('privacy.recipients.gets.accountText'),
            },
            {
              key: 'content',
              icon: IconMovie,
              tone: 'quiet',
              title: t('privacy.recipients.gets.content'),
              text: t('privacy.recipients.gets.contentText'),
            },
            {
              key: 'record',
              icon: IconHelpCircle,
              tone: 'quiet',
              title: t('privacy.recipients.gets.record'),
              text: t('privacy.recipients.gets.recordText'),
            },
          ]}
        />
        <h3 className={page.heading}>{t('privacy.recipients.never')}</h3>
        <p className={page.text}>{t('privacy.recipients.neverText')}</p>

        <h3 className={page.heading}>{t('privacy.recipients.hosts')}</h3>
        <p className={page.text}>{t('privacy.recipients.hostsText')}</p>
        <table className={page.table}>
          <tbody>
            {allowed.map(({ host, word }) => (
              <tr key={host}>
                <td className="selectable">
                  <code className={page.code}>{host}</code>
                </td>
                <td>{t(`privacy.recipients.hostsWhat.${word}`)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <div className={classes.notes}>
          <Note icon={IconBrandWindows}>{t('privacy.recipients.webview')}</Note>
          <Note icon={IconWorld}>{t('privacy.recipients.browser')}</Note>
        </div>
      </div>
    </section>
  );
}
