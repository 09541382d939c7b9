import { Button, Modal } from '@mantine/core';
import { IconExternalLink, IconShieldCheck, IconShieldExclamation } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { disconnectAccount } from '../../backend/calls';
import { setPaused } from '../../backend/privacyCalls';
import type { Account } from '../../backend/types';
import { attempt, openLink } from '../../state/actions';
import { DialogBody } from '../../ui/DialogBody';
import { Kbd } from '../../ui/Kbd';
import { Note } from '../../ui/Note';
import { ProgressBar } from '../../ui/ProgressBar';
import { useReturnFocus } from '../../ui/useReturnFocus';
import { useStepFocus } from '../../ui/useStepFocus';
import classes from './StopDialog.module.css';
import { useRefresh } from './useRefresh';

type Props = { accounts: readonly Account[]; onClose: () => void };

type Step =
  | { step: 'ask' }
  | { step: 'working'; done: number; total: number }
  | { step: 'done'; failed: number };

/** Pauses everything, then ends every sign-in; one that can't be ended does not keep the others. */
export function StopDialog({ accounts, onClose }: Props) {
  const { t } = useTranslation();
  const refresh = useRefresh();
  const refreshPaused = useRefresh('paused');
  const [step, setStep] = useState<Step>({ step: 'ask' });
  useReturnFocus();
  const root = useStepFocus<HTMLDivElement>(step.step);
  const stop = async () => {
    const ids = accounts.map((a) => a.id);
    setStep({ step: 'working', done: 0, total: ids.length });
    // Without the pause nothing else is done: it is what stops what is under way.
    const paused = await attempt(async () => {
      await setPaused('', true);
      return true;
    });
    if (!paused) return setStep({ step: 'ask' });
    let failed = 0;
    for (const [i, id] of ids.entries()) {
      await disconnectAccount(id).catch(() => failed++);
      setStep({ step: 'working', done: i + 1, total: ids.length });
    }
    refresh();
    refreshPaused();
    setStep({ step: 'done', failed });
  };
  const close = () => step.step !== 'working' && onClose();
  return (
    <Modal opened onClose={close} size={480} padding={0} centered closeOnClickOutside={false}>
      <div ref={root} className={classes.step} tabIndex={-1}>
        {step.step === 'ask' && (
          <DialogBody
            title={t('privacy.security.ask')}
            actions={
              <>
                <Button size="md" variant="default" data-danger onClick={() => void stop()}>
                  {t('privacy.security.do')}
                </Button>
                <Button
                  size="md"
                  data-autofocus
                  rightSection={<Kbd keys="Esc" onFill />}
                  onClick={onClose}
                >
                  {t('privacy.security.keep')}
                </Button>
              </>
            }
          >
            <p>{t('privacy.security.askText')}</p>
            <Next />
          </DialogBody>
        )}
        {step.step === 'working' && (
          <DialogBody title={t('privacy.security.ask')} actions={null}>
            <p role="status">{t('privacy.security.working', step)}</p>
            <ProgressBar
              value={step.total === 0 ? 1 : step.done / step.total}
              tone="green"
              label={t('privacy.security.working', step)}
            />
          </DialogBody>
        )}
        {step.step === 'done' && (
          <DialogBody
            title={t('privacy.security.done')}
            actions={
              <>
                <Button
                  size="md"
                  variant="default"
                  rightSection={<IconExternalLink size={15} stroke={1.7} aria-hidden />}
                  onClick={() => void openLink('app-permissions')}
                >
                  {t('privacy.security.openTikTok')}
                </Button>
                <Button size="md" data-autofocus onClick={onClose}>
                  {t('privacy.erase.close')}
                </Button>
              </>
            }
          >
            <Note
              icon={step.failed > 0 ? IconShieldExclamation : IconShieldCheck}
              tone={step.failed > 0 ? 'amber' : 'green'}
              role="status"
            >
              {step.failed > 0
                ? t('privacy.security.partly', { count: step.failed })
                : t('privacy.security.done')}
            </Note>
            <Next />
          </DialogBody>
        )}
      </div>
    </Modal>
  );
}

function Next() {
  const { t } = useTranslation();
  return (
    <div className={classes.next}>
      <h3>{t('privacy.security.next')}</h3>
      <ol>
        <li>{t('privacy.security.next1')}</li>
        <li>{t('privacy.security.next2')}</li>
      </ol>
    </div>
  );
}
