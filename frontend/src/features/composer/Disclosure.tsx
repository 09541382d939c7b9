import { Checkbox, Switch, Tooltip } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { PostInput } from '../../backend/types';
import classes from './Disclosure.module.css';
import { discloseMissing, disclosureLabel, type Form } from './model';
import { Prescribed } from './Prescribed';

type Props = {
  form: Form;
  setForm: (change: (before: Form) => Form) => void;
  setInput: (part: Partial<PostInput>) => void;
};

/** Commercial disclosure: off until the user turns it on; texts are TikTok's (G11–G16). */
export function Disclosure({ form, setForm, setInput }: Props) {
  const { t } = useTranslation();
  const label = disclosureLabel(form);
  const privateOnly = form.input.privacy === 'SELF_ONLY';
  return (
    <section className={classes.disclosure} aria-label={t('composer.disclose')}>
      <Switch
        className={classes.toggle}
        labelPosition="left"
        label={t('composer.disclose')}
        description={t('composer.discloseHelp')}
        checked={form.disclose}
        onChange={(e) => {
          const disclose = e.currentTarget.checked;
          setForm((f) => ({
            ...f,
            disclose,
            input: disclose ? f.input : { ...f.input, yourBrand: false, brandedContent: false },
          }));
        }}
      />
      {form.disclose && (
        <div className={classes.boxes}>
          <Checkbox
            label={t('composer.yourBrand')}
            description={t('composer.yourBrandHelp')}
            checked={form.input.yourBrand}
            onChange={(e) => setInput({ yourBrand: e.currentTarget.checked })}
          />
          <Tooltip
            label={<Prescribed word="brandedPrivate">{t('composer.brandedPrivate')}</Prescribed>}
            disabled={!privateOnly}
            openDelay={0}
          >
            <div>
              <Checkbox
                label={t('composer.branded')}
                description={privateOnly ? t('composer.brandedOff') : t('composer.brandedHelp')}
                checked={form.input.brandedContent}
                disabled={privateOnly && !form.input.brandedContent}
                onChange={(e) => setInput({ brandedContent: e.currentTarget.checked })}
              />
            </div>
          </Tooltip>
          <p
            className={classes.note}
            role="status"
            data-missing={discloseMissing(form) || undefined}
          >
            <IconInfoCircle size={15} stroke={1.7} aria-hidden />
            <span>
              <Prescribed word={label ?? 'discloseMissing'}>
                {t(`composer.${label ?? 'discloseMissing'}`)}
              </Prescribed>
            </span>
          </p>
        </div>
      )}
    </section>
  );
}
