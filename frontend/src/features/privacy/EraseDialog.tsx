import { Modal } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toAppError } from '../../backend/errors';
import { erase } from '../../backend/privacyCalls';
import type { ErasePlan, EraseReport } from '../../backend/types';
import { titleOf } from '../../state/actions';
import { appStore } from '../../state/appStore';
import { keys } from '../../state/keys';
import { type Erasing, setUi, useUi } from '../../state/ui';
import { startAnew, workspaceName } from '../../state/workspaces';
import { DialogBody } from '../../ui/DialogBody';
import { ProgressBar } from '../../ui/ProgressBar';
import { useReturnFocus } from '../../ui/useReturnFocus';
import { useStepFocus } from '../../ui/useStepFocus';
import { EraseAsk } from './EraseAsk';
import classes from './EraseDialog.module.css';
import { EraseDone } from './EraseDone';
import { accountName } from './words';

/** From the plan to the report; while it erases it can't be closed. */
export function EraseDialog() {
  const erasing = useUi((s) => s.erasing);
  return erasing && <Steps key={`${erasing.scope} ${erasing.id}`} erasing={erasing} />;
}

type Step =
  | { step: 'ask'; error: string }
  | { step: 'working' }
  | { step: 'done'; report: EraseReport };

function Steps({ erasing }: { erasing: Erasing }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [step, setStep] = useState<Step>({ step: 'ask', error: '' });
  // What it is called has to be known after it is gone.
  const [name] = useState(() => nameOf(erasing));
  useReturnFocus();
  const root = useStepFocus<HTMLDivElement>(step.step);
  const close = () => {
    if (step.step === 'working') return;
    setUi({ erasing: null });
    if (step.step !== 'done') return;
    // Nothing that this window remembers is true any more.
    if (erasing.scope === 'all') startAnew();
    void client.invalidateQueries({ queryKey: ['privacy'] });
  };
  const go = async (plan: ErasePlan, unsettled: boolean) => {
    setStep({ step: 'working' });
    try {
      const report = await erase(erasing.scope, erasing.id, plan.confirm, unsettled);
      setStep({ step: 'done', report });
      void client.invalidateQueries({ queryKey: ['privacy'] });
      void client.invalidateQueries({ queryKey: keys.paused });
    } catch (e) {
      setStep({ step: 'ask', error: toAppError(e).message });
    }
  };
  return (
    <Modal
      opened
      onClose={close}
      size={560}
      padding={0}
      centered
      closeOnClickOutside={step.step === 'ask'}
    >
      <div ref={root} className={classes.step} tabIndex={-1}>
        {step.step === 'ask' && (
          <EraseAsk
            erasing={erasing}
            name={name}
            error={step.error}
            onClose={close}
            onErase={(plan, unsettled) => void go(plan, unsettled)}
          />
        )}
        {step.step === 'working' && (
          <DialogBody title={t(`privacy.erase.ask.${erasing.scope}`, { name })} actions={null}>
            <div role="status">
              <p>{t('privacy.erase.working')}</p>
              <p>{t('privacy.erase.workingText')}</p>
            </div>
            <ProgressBar value="moving" tone="green" label={t('privacy.erase.working')} />
          </DialogBody>
        )}
        {step.step === 'done' && <EraseDone report={step.report} name={name} onClose={close} />}
      </div>
    </Modal>
  );
}

function nameOf({ scope, id }: Erasing): string {
  const { entities, facts } = appStore.get();
  if (scope === 'all') return workspaceName(facts.workspace);
  if (scope === 'account') {
    const account = entities.accounts.get(id);
    return account ? accountName(account) : id;
  }
  const post = entities.posts.get(id);
  return post ? titleOf(post) : id;
}
