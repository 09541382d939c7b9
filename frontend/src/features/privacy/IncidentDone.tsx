import { Button } from '@mantine/core';
import {
  IconAlertOctagon,
  IconAlertTriangle,
  IconClock,
  IconDownload,
  IconExternalLink,
  IconLockOpen2,
  IconShieldCheck,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { saveIncidentNote } from '../../backend/securityCalls';
import type { Incident } from '../../backend/types';
import { openLink } from '../../state/actions';
import { useTask } from '../../state/useTask';
import { DialogBody } from '../../ui/DialogBody';
import { Note } from '../../ui/Note';
import { Paper } from './BundleDialog';
import classes from './IncidentDialog.module.css';

type Props = { incident: Incident; onClose: () => void };

/** What was done, what only the user can do now, and the note to keep. */
export function IncidentDone({ incident, onClose }: Props) {
  const { t } = useTranslation();
  const [saved, setSaved] = useState(false);
  const { busy, error, run } = useTask();
  const { accounts, revoked, queued, untold, stopped, locked, note } = incident;
  const save = () =>
    run(async () => {
      if (await saveIncidentNote()) setSaved(true);
    });
  return (
    <DialogBody
      title={t(locked ? 'privacy.incident.doneLocked' : 'privacy.incident.done')}
      actions={
        <>
          <Button
            className={classes.save ?? ''}
            size="md"
            variant="default"
            disabled={busy}
            leftSection={<IconDownload size={15} stroke={1.7} aria-hidden />}
            onClick={() => void save()}
          >
            {t(saved ? 'privacy.incident.savedNote' : 'privacy.incident.saveNote')}
          </Button>
          <Button size="md" data-autofocus onClick={onClose}>
            {t(locked ? 'privacy.incident.toLock' : 'privacy.erase.close')}
          </Button>
        </>
      }
    >
      <div className={classes.notes}>
        <Note icon={IconShieldCheck} tone="green" role="status">
          <p>{t('privacy.incident.signedOut', { count: accounts })}</p>
          {revoked > 0 && <p>{t('privacy.erase.revoked', { count: revoked })}</p>}
          <p>{t('privacy.incident.stopped', { count: stopped })}</p>
        </Note>
        {queued > 0 && (
          <Note icon={IconClock} tone="amber">
            {t('privacy.erase.queued', { count: queued })}
          </Note>
        )}
        {untold > 0 && (
          <Note icon={IconAlertTriangle} tone="amber">
            {t('privacy.incident.untold', { count: untold })}
          </Note>
        )}
        {!locked && (
          <Note icon={IconLockOpen2} tone="amber">
            {t('privacy.incident.notLocked')}
          </Note>
        )}
        <Note
          icon={IconExternalLink}
          action={
            <Button variant="default" size="xs" onClick={() => void openLink('app-permissions')}>
              {t('privacy.erase.appPermissions')}
            </Button>
          }
        >
          {t('privacy.incident.next')}
        </Note>
      </div>
      <h3 className={classes.heading}>{t('privacy.incident.note')}</h3>
      <Paper short label={t('privacy.incident.note')}>
        {note}
      </Paper>
      {error && (
        <Note icon={IconAlertOctagon} tone="red" role="alert">
          {error}
        </Note>
      )}
    </DialogBody>
  );
}
