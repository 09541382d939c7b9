import { Button, Checkbox, PasswordInput } from '@mantine/core';
import {
  IconAlertOctagon,
  IconAlertTriangle,
  IconCircleCheck,
  IconDownload,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { exportAll } from '../../backend/privacyCalls';
import type { Exported } from '../../backend/types';
import { formatBytes } from '../../lib/bytes';
import { strengthOf } from '../../lib/passphrase';
import { useTask } from '../../state/useTask';
import { Note } from '../../ui/Note';
import { Strength } from '../../ui/Strength';
import { Counts } from './Counts';
import page from './Page.module.css';
import classes from './TakePage.module.css';
import { useRefresh } from './useRefresh';

/** Exports everything but secrets, sealed with a passphrase if the user wants that. */
export function ExportPart() {
  const { t, i18n } = useTranslation();
  const refresh = useRefresh();
  const [sealed, setSealed] = useState(false);
  const [first, setFirst] = useState('');
  const [second, setSecond] = useState('');
  const [tried, setTried] = useState(false);
  const { busy, error, run } = useTask();
  const [done, setDone] = useState<Exported | null>(null);
  const strength = strengthOf(first);
  const missing = sealed && first === '';
  const differ = sealed && first !== second;

  const go = async () => {
    setTried(true);
    if (missing || differ) return;
    setDone(null);
    await run(async () => {
      const out = await exportAll(sealed ? first : '');
      if (out.saved) {
        setDone(out);
        setFirst('');
        setSecond('');
        setTried(false);
      }
      refresh();
    });
  };
  return (
    <form
      aria-label={t('privacy.take.export')}
      onSubmit={(e) => {
        e.preventDefault();
        void go();
      }}
    >
      <h3 className={page.heading}>{t('privacy.take.export')}</h3>
      <p className={page.text}>{t('privacy.take.exportText')}</p>
      <Checkbox
        label={t('privacy.take.seal')}
        description={t('privacy.take.sealText')}
        checked={sealed}
        onChange={(e) => setSealed(e.currentTarget.checked)}
      />
      {sealed && (
        <div className={classes.sealing}>
          <PasswordInput
            label={t('privacy.take.passphrase')}
            size="sm"
            autoComplete="off"
            value={first}
            error={tried && missing && t('privacy.take.missing')}
            onChange={(e) => setFirst(e.currentTarget.value)}
          />
          <PasswordInput
            label={t('privacy.take.again')}
            size="sm"
            autoComplete="off"
            value={second}
            error={
              (tried || second.length >= first.length) &&
              differ &&
              second !== '' &&
              t('privacy.take.differ')
            }
            onChange={(e) => setSecond(e.currentTarget.value)}
          />
          <div className={classes.strength}>
            <Strength grade={strength}>
              {strength === 'none' ? '' : t(`privacy.take.strength.${strength}`)}
            </Strength>
          </div>
          <Note icon={IconAlertTriangle} tone="amber">
            {t('privacy.take.lost')}
          </Note>
        </div>
      )}
      <div className={page.buttons}>
        <Button
          type="submit"
          disabled={busy}
          leftSection={<IconDownload size={15} stroke={1.7} aria-hidden />}
        >
          {t(busy ? 'privacy.take.working' : 'privacy.take.go')}
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
              <b>{t('privacy.take.done', { name: done.name })}</b>
            </p>
            <p>
              {t('privacy.take.doneText', {
                size: formatBytes(done.bytes, i18n.language),
                how: t(done.sealed ? 'privacy.take.sealed' : 'privacy.take.open'),
              })}
            </p>
            <Counts counts={done.counts} />
          </Note>
        </div>
      )}
    </form>
  );
}
