import { Button, Checkbox, PasswordInput } from '@mantine/core';
import { IconAlertOctagon, IconCircleCheck, IconUpload } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { importAll } from '../../backend/privacyCalls';
import type { Imported } from '../../backend/types';
import { useTask } from '../../state/useTask';
import { Note } from '../../ui/Note';
import { Counts } from './Counts';
import page from './Page.module.css';
import classes from './TakePage.module.css';
import { useRefresh } from './useRefresh';

/** Reads an exported file into this workspace. */
export function ImportPart() {
  const { t } = useTranslation();
  const refresh = useRefresh();
  const [sealed, setSealed] = useState(false);
  const [passphrase, setPassphrase] = useState('');
  const { busy, error, run } = useTask();
  const [done, setDone] = useState<Imported | null>(null);
  const go = async () => {
    setDone(null);
    await run(async () => {
      const out = await importAll(sealed ? passphrase : '');
      if (out.done) {
        setDone(out);
        setPassphrase('');
      }
      refresh();
    });
  };
  return (
    <form
      aria-label={t('privacy.take.import')}
      onSubmit={(e) => {
        e.preventDefault();
        void go();
      }}
    >
      <h3 className={page.heading}>{t('privacy.take.import')}</h3>
      <p className={page.text}>{t('privacy.take.importText')}</p>
      <Checkbox
        label={t('privacy.take.importSealed')}
        checked={sealed}
        onChange={(e) => setSealed(e.currentTarget.checked)}
      />
      {sealed && (
        <div className={classes.sealing}>
          <PasswordInput
            label={t('privacy.take.passphrase')}
            size="sm"
            autoComplete="off"
            value={passphrase}
            onChange={(e) => setPassphrase(e.currentTarget.value)}
          />
        </div>
      )}
      <div className={page.buttons}>
        <Button
          type="submit"
          variant="default"
          disabled={busy || (sealed && passphrase === '')}
          leftSection={<IconUpload size={15} stroke={1.7} aria-hidden />}
        >
          {t(busy ? 'privacy.take.importing' : 'privacy.take.importGo')}
        </Button>
      </div>
      {error && (
        <div className={page.note}>
          <Note icon={IconAlertOctagon} tone="red" role="alert">
            {error}
          </Note>
        </div>
      )}
      {done && (
        <div className={page.note}>
          <Note icon={IconCircleCheck} tone="green" role="status">
            <p>
              <b>{t('privacy.take.imported')}</b>
            </p>
            <p>
              {t('privacy.take.importedText', {
                drafts: t('privacy.take.drafts', { count: done.drafts }),
                skipped: t('privacy.take.skipped', { count: done.skipped }),
              })}
            </p>
            {(done.asked ?? 0) > 0 && <p>{t('privacy.take.asked', { count: done.asked ?? 0 })}</p>}
            <Counts counts={done.counts} />
          </Note>
        </div>
      )}
    </form>
  );
}
