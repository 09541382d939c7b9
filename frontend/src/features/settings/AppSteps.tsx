import { Button } from '@mantine/core';
import { IconCheck, IconCopy, IconExternalLink } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { openLink } from '../../state/actions';
import { usePreferences } from '../../state/appStore';
import { askedFor } from '../../state/permissions';
import { CopyText, copyText } from '../../ui/CopyText';
import classes from './AppSteps.module.css';
import { redirectUri } from './appModel';
import page from './Page.module.css';

const strong = { b: <b /> };

/** What to register at TikTok, and where. */
export function AppSteps() {
  const { t } = useTranslation();
  const asked = askedFor(usePreferences());
  const steps: { key: string; text: ReactNode; extra?: ReactNode }[] = [
    { key: 'create', text: <Trans i18nKey="tiktokApp.step.create" components={strong} /> },
    { key: 'products', text: <Trans i18nKey="tiktokApp.step.products" components={strong} /> },
    {
      key: 'redirect',
      text: <Trans i18nKey="tiktokApp.step.redirect" components={strong} />,
      extra: (
        <CopyText text={redirectUri} label={t('tiktokApp.copyRedirect', { text: redirectUri })} />
      ),
    },
    {
      key: 'scopes',
      text: <Trans i18nKey="tiktokApp.step.scopes" components={strong} />,
      extra: (
        <ul className={classes.scopes}>
          {asked.map(({ scope, word }) => (
            <li key={scope}>
              <code>{scope}</code>
              <span>{t(`permission.${word}.why`)}</span>
            </li>
          ))}
        </ul>
      ),
    },
    {
      key: 'texts',
      text: <Trans i18nKey="tiktokApp.step.texts" components={strong} />,
      extra: <Paste text={t('tiktokApp.description')} />,
    },
    { key: 'policies', text: <Trans i18nKey="tiktokApp.step.policies" components={strong} /> },
    { key: 'copy', text: <Trans i18nKey="tiktokApp.step.copy" components={strong} /> },
  ];
  return (
    <section>
      <div className={classes.head}>
        <h3 className={page.heading}>{t('tiktokApp.howTo')}</h3>
        <Button
          variant="default"
          leftSection={<IconExternalLink size={15} stroke={1.7} aria-hidden />}
          onClick={() => void openLink('developer-portal')}
        >
          {t('connect.portal')}
        </Button>
      </div>
      <ol className={classes.steps}>
        {steps.map((s) => (
          <li key={s.key}>
            <p>{s.text}</p>
            {s.extra}
          </li>
        ))}
      </ol>
      <p className={page.help}>{t('tiktokApp.unaudited')}</p>
    </section>
  );
}

/** A text that is pasted into TikTok's form. */
function Paste({ text }: { text: string }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  return (
    <div className={classes.paste}>
      <p className="selectable">{text}</p>
      <Button
        size="xs"
        variant="default"
        leftSection={
          copied ? (
            <IconCheck size={13} stroke={1.9} aria-hidden />
          ) : (
            <IconCopy size={13} stroke={1.7} aria-hidden />
          )
        }
        onClick={() => void copyText(text).then(setCopied)}
      >
        {copied ? t('connect.copied') : t('tiktokApp.copyDescription')}
      </Button>
    </div>
  );
}
