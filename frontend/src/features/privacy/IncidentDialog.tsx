import { Button, Modal, TextInput } from '@mantine/core';
import { IconAlertOctagon, IconLockOpen2 } from '@tabler/icons-react';
import { useEffect, useId, useRef, useState } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { toAppError } from '../../backend/errors';
import { lockAndRevoke } from '../../backend/securityCalls';
import type { Incident } from '../../backend/types';
import { useFacts } from '../../state/appStore';
import { openPassphrase } from '../../state/lock';
import { hold, shownOf, useWorkspaces, workspaceName } from '../../state/workspaces';
import { DialogBody } from '../../ui/DialogBody';
import { Kbd } from '../../ui/Kbd';
import { Note } from '../../ui/Note';
import { ProgressBar } from '../../ui/ProgressBar';
import { useReturnFocus } from '../../ui/useReturnFocus';
import { useStepFocus } from '../../ui/useStepFocus';
import classes from './IncidentDialog.module.css';
import { IncidentDone } from './IncidentDone';
import { useRefresh } from './useRefresh';

type Step =
  | { step: 'ask'; error: string }
  | { step: 'working' }
  | { step: 'done'; incident: Incident };

/** Lock and revoke everything: what it does, a word for it, and what it has done. */
export function IncidentDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const refreshPaused = useRefresh('paused');
  const refreshLog = useRefresh('security');
  const [step, setStep] = useState<Step>({ step: 'ask', error: '' });
  useReturnFocus();
  const root = useStepFocus<HTMLDivElement>(step.step);
  const release = useRef(() => {});
  useEffect(() => () => release.current(), []);
  const go = async () => {
    setStep({ step: 'working' });
    // The workspace locks itself meanwhile; what was done is read before the lock screen shows.
    release.current = hold();
    try {
      setStep({ step: 'done', incident: await lockAndRevoke() });
    } catch (e) {
      setStep({ step: 'ask', error: toAppError(e).message });
      release.current();
    }
  };
  const close = () => {
    if (step.step === 'working') return;
    release.current();
    refreshPaused();
    refreshLog();
    onClose();
  };
  return (
    <Modal opened onClose={close} size={540} padding={0} centered closeOnClickOutside={false}>
      <div ref={root} className={classes.step} tabIndex={-1}>
        {step.step === 'ask' && <Ask error={step.error} onClose={close} onGo={() => void go()} />}
        {step.step === 'working' && (
          <DialogBody title={t('privacy.incident.ask')} actions={null}>
            <p role="status">{t('privacy.incident.working')}</p>
            <ProgressBar value="moving" tone="green" label={t('privacy.incident.working')} />
          </DialogBody>
        )}
        {step.step === 'done' && <IncidentDone incident={step.incident} onClose={close} />}
      </div>
    </Modal>
  );
}

type AskProps = { error: string; onClose: () => void; onGo: () => void };

function Ask({ error, onClose, onGo }: AskProps) {
  const { t } = useTranslation();
  const id = useId();
  const facts = useFacts();
  const workspaces = useWorkspaces();
  const shown = shownOf(workspaces);
  const [typed, setTyped] = useState('');
  const name = workspaceName(shown?.name ?? facts.workspace);
  const ready = typed.trim() === name.trim();
  const locks = shown?.passphrase ?? false;
  return (
    <form
      onSubmit={(e) => {
        e.preventDefault();
        if (ready) onGo();
      }}
    >
      <DialogBody
        title={t('privacy.incident.ask')}
        actions={
          <>
            <Button size="md" variant="default" data-danger type="submit" disabled={!ready}>
              {t('privacy.incident.go')}
            </Button>
            <Button
              size="md"
              data-autofocus
              rightSection={<Kbd keys="Esc" onFill />}
              onClick={onClose}
            >
              {t('privacy.incident.keep')}
            </Button>
          </>
        }
      >
        <ol className={classes.what}>
          <li>{t('privacy.incident.does.stop')}</li>
          <li>{t('privacy.incident.does.revoke')}</li>
          {locks && <li>{t('privacy.incident.does.lock')}</li>}
          <li>{t('privacy.incident.does.note')}</li>
        </ol>
        <p>{t('privacy.incident.stays')}</p>
        {!locks && !workspaces.fixed && (
          <Note
            icon={IconLockOpen2}
            tone="amber"
            action={
              <Button
                variant="default"
                size="xs"
                onClick={() => {
                  onClose();
                  openPassphrase('set');
                }}
              >
                {t('settings.setPassphrase')}
              </Button>
            }
          >
            {t('privacy.incident.noPassphrase')}
          </Note>
        )}
        <label htmlFor={id} className={classes.label}>
          <Trans
            i18nKey="privacy.incident.type"
            values={{ name }}
            components={{ b: <b className="selectable" /> }}
          />
        </label>
        <TextInput
          id={id}
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onChange={(e) => setTyped(e.currentTarget.value)}
        />
        {error && (
          <Note icon={IconAlertOctagon} tone="red" role="alert">
            {error}
          </Note>
        )}
      </DialogBody>
    </form>
  );
}
