import { Button } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFacts, usePreferences } from '../../state/appStore';
import { askedFor } from '../../state/permissions';
import { finishWelcome, openSandbox, useMoving } from '../../state/welcome';
import { EnterKey } from './EnterKey';
import classes from './Step.module.css';
import { useProfileFields, WhoFields } from './WhoFields';

type Where = 'sandbox' | 'tiktok';

/** The sandbox, or one's own TikTok account. */
export function WhereStep({ onConnect }: { onConnect: () => void }) {
  const { t } = useTranslation();
  const { canPractice } = useFacts();
  const [where, setWhere] = useState<Where>(canPractice ? 'sandbox' : 'tiktok');
  const asked = askedFor(usePreferences());
  const profile = useProfileFields();
  const moving = useMoving();

  const go = async (e: FormEvent) => {
    e.preventDefault();
    if (moving || !(await profile.store())) return;
    if (where === 'sandbox') return openSandbox();
    await finishWelcome();
    onConnect();
  };
  const later = async () => {
    if (await profile.store()) await finishWelcome();
  };
  const choice = (value: Where, first = false) => (
    <input
      type="radio"
      id={`pick-${value}`}
      name="where"
      value={value}
      checked={where === value}
      {...(first ? { 'data-autofocus': true } : {})}
      aria-describedby={`where-${value}`}
      onChange={() => setWhere(value)}
    />
  );
  return (
    <form onSubmit={(e) => void go(e)} noValidate>
      <h1 className={classes.title}>{t('firstRun.where')}</h1>
      <p className={classes.lead}>{t('firstRun.whereText')}</p>
      <fieldset className={classes.choices}>
        <legend className="visually-hidden">{t('firstRun.where')}</legend>
        {canPractice && (
          <label className={classes.choice} htmlFor="pick-sandbox">
            {choice('sandbox', true)}
            <span>
              <b>{t('firstRun.sandbox')}</b>
              <p id="where-sandbox">{t('firstRun.sandboxText')}</p>
            </span>
          </label>
        )}
        <label className={classes.choice} htmlFor="pick-tiktok">
          {choice('tiktok', !canPractice)}
          <span>
            <b>{t('firstRun.tiktok')}</b>
            <p id="where-tiktok">{t('firstRun.tiktokText')}</p>
            <dl className={classes.asked}>
              {asked.map(({ scope, word }) => (
                <Asked key={scope} word={word} />
              ))}
            </dl>
          </span>
        </label>
      </fieldset>
      <WhoFields {...profile.fields} />
      <div className={classes.acts}>
        <Button size="md" type="submit" disabled={moving} rightSection={<EnterKey />}>
          {t(where === 'sandbox' ? 'firstRun.openSandbox' : 'firstRun.connect')}
        </Button>
        <Button size="md" variant="subtle" onClick={() => void later()}>
          {t('firstRun.later')}
        </Button>
      </div>
      <p className={classes.help} role="status">
        {moving ? t('firstRun.moving') : where === 'sandbox' ? t('firstRun.movingBefore') : ''}
      </p>
    </form>
  );
}

type Word = ReturnType<typeof askedFor>[number]['word'];

function Asked({ word }: { word: Word }) {
  const { t } = useTranslation();
  return (
    <>
      <dt>{t(`firstRun.asked.${word}.name`)}</dt>
      <dd>{t(`firstRun.asked.${word}.why`)}</dd>
    </>
  );
}
