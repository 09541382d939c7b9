import { IconInfoCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useAccountMap, usePreferences } from '../../state/appStore';
import { featureWord } from '../../state/permissions';
import { Note } from '../../ui/Note';
import { FeatureRow } from './FeatureRow';
import classes from './Page.module.css';
import { SettingsFrame } from './SettingsFrame';

/** What Cuedrop can do with permissions that publishing itself does not need. */
export function FeaturesPage() {
  const { t } = useTranslation();
  const { features, app } = usePreferences();
  const accounts = [...useAccountMap().values()];
  return (
    <SettingsFrame page="features">
      {features.map((f) => {
        const word = featureWord(f);
        return word && <FeatureRow key={f.name} feature={f} word={word} accounts={accounts} />;
      })}
      {app.source !== 'practice' && (
        <div className={classes.help}>
          <Note icon={IconInfoCircle}>{t('features.addScope')}</Note>
        </div>
      )}
    </SettingsFrame>
  );
}
