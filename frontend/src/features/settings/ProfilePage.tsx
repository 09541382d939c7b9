import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import * as calls from '../../backend/calls';
import { usePreferences } from '../../state/appStore';
import { notify } from '../../state/ui';
import { useTask } from '../../state/useTask';
import form from './AppForm.module.css';
import page from './Page.module.css';
import { SettingsFrame } from './SettingsFrame';

/** Who uses the workspace. It stays on this computer, and both fields may be empty. */
export function ProfilePage() {
  const { t } = useTranslation();
  const { profile } = usePreferences();
  const [value, setValue] = useState(profile);
  const { busy, error, reason, run } = useTask();
  useEffect(() => setValue(profile), [profile]);
  const store = (next: typeof profile) =>
    run(async () => {
      await calls.setProfile(next);
      const erased = next.name === '' && next.email === '';
      notify({
        tone: 'green',
        title: t(erased ? 'profile.erased' : 'profile.saved'),
        text: '',
        fades: true,
      });
    });
  const submit = (e: FormEvent) => {
    e.preventDefault();
    if (!busy) void store(value);
  };
  const wrongEmail = reason === 'profile.email';
  const given = profile.name !== '' || profile.email !== '';
  return (
    <SettingsFrame page="profile" error={wrongEmail ? '' : error}>
      <form onSubmit={submit} noValidate>
        <div className={form.fields}>
          <TextInput
            label={t('profile.name')}
            value={value.name}
            maxLength={100}
            autoComplete="name"
            onChange={(e) => setValue({ ...value, name: e.currentTarget.value })}
          />
          <TextInput
            label={t('profile.email')}
            type="email"
            value={value.email}
            error={wrongEmail ? error : ''}
            maxLength={254}
            autoComplete="email"
            onChange={(e) => setValue({ ...value, email: e.currentTarget.value })}
          />
        </div>
        <div className={form.foot}>
          <p>{t('profile.why')}</p>
          {given && (
            <Button
              size="md"
              variant="default"
              data-danger
              disabled={busy}
              onClick={() => void store({ name: '', email: '' })}
            >
              {t('profile.erase')}
            </Button>
          )}
          <Button size="md" type="submit" disabled={busy}>
            {t('profile.save')}
          </Button>
        </div>
      </form>
      <p className={page.help}>{t('profile.optional')}</p>
    </SettingsFrame>
  );
}
