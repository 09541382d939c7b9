import { Button, TextInput } from '@mantine/core';
import { IconAlertOctagon, IconFolderDown } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import * as calls from '../../backend/calls';
import { usePreferences } from '../../state/appStore';
import { notify } from '../../state/ui';
import { useTask } from '../../state/useTask';
import { Note } from '../../ui/Note';
import form from './AppForm.module.css';
import { isContact } from './model';
import page from './Page.module.css';

/** Writes the approval pack for whoever registers the app. */
export function PackForm() {
  const { t } = useTranslation();
  const { profile } = usePreferences();
  const [name, setName] = useState(profile.name);
  const [contact, setContact] = useState(profile.email);
  const [tried, setTried] = useState(false);
  const { busy, error, run } = useTask();
  const submit = (e: FormEvent) => {
    e.preventDefault();
    setTried(true);
    if (busy || name.trim() === '' || !isContact(contact)) return;
    void run(async () => {
      if (await calls.savePack(name, contact)) {
        notify({ tone: 'green', title: t('pack.saved'), text: t('pack.savedText'), fades: true });
      }
    });
  };
  return (
    <form onSubmit={submit} noValidate data-row="pack">
      <h3 className={page.heading}>{t('pack.title')}</h3>
      <p className={page.lead}>{t('pack.text')}</p>
      <div className={form.fields}>
        <TextInput
          label={t('pack.name')}
          value={name}
          error={tried && name.trim() === '' && t('pack.nameNeeded')}
          onChange={(e) => setName(e.currentTarget.value)}
        />
        <TextInput
          label={t('pack.contact')}
          value={contact}
          error={tried && !isContact(contact) && t('pack.contactNeeded')}
          onChange={(e) => setContact(e.currentTarget.value)}
        />
      </div>
      {error && (
        <div className={page.help}>
          <Note icon={IconAlertOctagon} tone="red" role="alert">
            {error}
          </Note>
        </div>
      )}
      <div className={form.foot}>
        <p>{t('pack.where')}</p>
        <Button
          size="md"
          variant="default"
          type="submit"
          disabled={busy}
          leftSection={<IconFolderDown size={16} stroke={1.7} aria-hidden />}
        >
          {t('pack.write')}
        </Button>
      </div>
    </form>
  );
}
