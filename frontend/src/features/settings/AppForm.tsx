import { Button, TextInput } from '@mantine/core';
import { IconAlertOctagon } from '@tabler/icons-react';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import * as calls from '../../backend/calls';
import { notify } from '../../state/ui';
import { useTask } from '../../state/useTask';
import { Note } from '../../ui/Note';
import classes from './AppForm.module.css';
import { type AppSource, cleanKey } from './appModel';
import page from './Page.module.css';

/** Client key and secret of the user's own app. The secret is written only: it never comes back. */
export function AppForm({ source }: { source: AppSource }) {
  const { t } = useTranslation();
  const [clientKey, setKey] = useState('');
  const [secret, setSecret] = useState('');
  const [tried, setTried] = useState(false);
  const { busy, error, run } = useTask();
  const keyField = useRef<HTMLInputElement>(null);
  const secretField = useRef<HTMLInputElement>(null);
  const own = source === 'settings';

  const save = async (e: FormEvent) => {
    e.preventDefault();
    setTried(true);
    if (clientKey === '') return keyField.current?.focus();
    if (secret === '') return secretField.current?.focus();
    if (busy) return;
    await run(async () => {
      await calls.setApp(clientKey, secret);
      setKey('');
      setSecret('');
      setTried(false);
      notify({
        tone: 'green',
        title: t('tiktokApp.saved'),
        text: t('tiktokApp.savedText'),
        fades: true,
      });
    });
  };
  const missing = (value: string) => tried && value === '' && t('tiktokApp.needed');
  const field = { autoComplete: 'off', autoCapitalize: 'off', spellCheck: false } as const;

  return (
    <form className={classes.form} onSubmit={(e) => void save(e)} noValidate>
      <h3 className={page.heading}>{t(own ? 'tiktokApp.replace' : 'tiktokApp.enter')}</h3>
      <div className={classes.fields}>
        <TextInput
          ref={keyField}
          label={t('tiktokApp.clientKey')}
          value={clientKey}
          error={missing(clientKey)}
          onChange={(e) => setKey(cleanKey(e.currentTarget.value))}
          {...field}
        />
        <TextInput
          ref={secretField}
          type="password"
          label={t('tiktokApp.clientSecret')}
          value={secret}
          error={missing(secret)}
          onChange={(e) => setSecret(cleanKey(e.currentTarget.value))}
          {...field}
        />
      </div>
      {error && (
        <Note icon={IconAlertOctagon} tone="red" role="alert">
          {error}
        </Note>
      )}
      <div className={classes.foot}>
        <p>{t('tiktokApp.secretHelp')}</p>
        <Button size="md" variant={own ? 'default' : 'filled'} type="submit" disabled={busy}>
          {t('tiktokApp.save')}
        </Button>
      </div>
    </form>
  );
}
