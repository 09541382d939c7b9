import { Button } from '@mantine/core';
import { IconCircleCheck, IconHandStop, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccountMap, usePreferences } from '../../state/appStore';
import { openConnect } from '../../state/ui';
import { CopyText } from '../../ui/CopyText';
import { StateMark } from '../../ui/StateMark';
import { AppForm } from './AppForm';
import { AppSteps } from './AppSteps';
import { mayEdit, sourceOf } from './appModel';
import { ForgetAppDialog } from './ForgetAppDialog';
import { PackForm } from './PackForm';
import { SettingsFrame } from './SettingsFrame';
import own from './TikTokAppPage.module.css';

/** The registered app that signs people in: which one is used, and where to enter one's own. */
export function TikTokAppPage() {
  const { t } = useTranslation();
  const { app } = usePreferences();
  const accounts = useAccountMap();
  const [leaving, setLeaving] = useState(false);
  const source = sourceOf(app);
  return (
    <SettingsFrame page="app">
      <div className={own.source} data-source={source}>
        <div className={own.words}>
          <StateMark
            icon={source === 'none' ? IconHandStop : IconCircleCheck}
            tone={source === 'none' ? 'amber' : 'green'}
          >
            {t(`tiktokApp.source.${source}`)}
          </StateMark>
          <p>{t(`tiktokApp.sourceText.${source}`)}</p>
          {app.clientKey && (
            <p className={own.key}>
              {t('tiktokApp.key')}{' '}
              <CopyText
                text={app.clientKey}
                label={t('tiktokApp.copyKey', { text: app.clientKey })}
              />
            </p>
          )}
        </div>
        {source === 'settings' && (
          <Button variant="default" data-danger onClick={() => setLeaving(true)}>
            {t('tiktokApp.remove')}
          </Button>
        )}
        {source !== 'none' && accounts.size === 0 && (
          <Button
            leftSection={<IconPlus size={15} stroke={2} aria-hidden />}
            onClick={() => openConnect()}
          >
            {t('accounts.connect')}
          </Button>
        )}
      </div>
      {mayEdit(app) && <AppForm key={source} source={source} />}
      {mayEdit(app) && <AppSteps />}
      {mayEdit(app) && <PackForm />}
      {leaving && <ForgetAppDialog onClose={() => setLeaving(false)} />}
    </SettingsFrame>
  );
}
