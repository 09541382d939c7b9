import { Checkbox } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Account, PostInput } from '../../backend/types';
import { AudienceSelect } from './AudienceSelect';
import type { CreatorState, Form } from './model';
import classes from './ViewerSettings.module.css';

type Props = {
  form: Form;
  account: Account | undefined;
  creator: CreatorState;
  onChange: (part: Partial<PostInput>) => void;
};

/** Who may watch, and what viewers may do: all of it unchosen until the user chooses (G6–G9). */
export function ViewerSettings({ form, account, creator, onChange }: Props) {
  const { t } = useTranslation();
  const offer = creator.status === 'ok' ? creator.creator : undefined;
  const { input } = form;
  const interactions = [
    { key: 'allowComment', label: t('composer.comment'), off: offer?.commentDisabled },
    { key: 'allowDuet', label: t('composer.duet'), off: offer?.duetDisabled },
    { key: 'allowStitch', label: t('composer.stitch'), off: offer?.stitchDisabled },
  ] as const;
  return (
    <div className={classes.settings}>
      <AudienceSelect form={form} account={account} creator={creator} onChange={onChange} />
      <fieldset className={classes.allow}>
        <legend>{t('composer.allow')}</legend>
        {interactions.map(({ key, label, off }) => (
          <Checkbox
            key={key}
            label={label}
            disabled={!offer || off === true}
            checked={input[key] && off !== true}
            description={off ? t('composer.turnedOff') : undefined}
            onChange={(e) => onChange({ [key]: e.currentTarget.checked })}
          />
        ))}
        <Checkbox
          className={classes.ai}
          label={t('composer.ai')}
          checked={input.aiGenerated}
          onChange={(e) => onChange({ aiGenerated: e.currentTarget.checked })}
        />
      </fieldset>
    </div>
  );
}
