import { Button, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Account } from '../../backend/types';
import { useAccount, useCanConnect } from '../../state/appStore';
import { notify, setUi, useUi } from '../../state/ui';
import { DialogBody } from '../../ui/DialogBody';
import { useReturnFocus } from '../../ui/useReturnFocus';
import { useStepFocus } from '../../ui/useStepFocus';
import { ConfirmStep } from './ConfirmStep';
import classes from './ConnectDialog.module.css';
import { EndedStep, ExplainStep, WaitingStep } from './ConnectSteps';
import { accountName } from './model';
import { useConnect } from './useConnect';

type Props = {
  /** Leads to where the TikTok app is entered; without one nobody can sign in. */
  onSetUpApp: () => void;
  /** Links to the policies: TikTok looks for them here. */
  policies: ReactNode;
};

/** The sign-in: what TikTok will ask and why, the wait, and whether it is the right account. */
export function ConnectDialog({ onSetUpApp, policies }: Props) {
  const connecting = useUi((s) => s.connecting);
  const canConnect = useCanConnect();
  if (!connecting) return null;
  return canConnect ? (
    <Connect accountId={connecting.accountId} policies={policies} />
  ) : (
    <NoApp
      onSetUp={() => {
        close();
        onSetUpApp();
      }}
    />
  );
}

const close = () => setUi({ connecting: null });

function Connect({ accountId, policies }: { accountId: string; policies: ReactNode }) {
  const { t } = useTranslation();
  useReturnFocus();
  const account = useAccount(accountId || undefined);
  const done = (connected: Account, known: boolean) => {
    setUi({ connecting: null, accountsPage: { page: 'account', id: connected.id } });
    const name = accountName(connected);
    notify({
      tone: 'green',
      title: t(known ? 'connect.doneAgain' : 'connect.done', { name }),
      text: '',
      fades: true,
    });
  };
  const connect = useConnect(accountId, done, close);
  const { state } = connect;
  const root = useStepFocus<HTMLDivElement>(state.step);
  const busy = state.step === 'waiting' || state.step === 'confirm';
  return (
    <Modal
      opened
      onClose={connect.close}
      size={500}
      padding={0}
      centered
      closeOnClickOutside={!busy}
    >
      <div ref={root} className={classes.step} tabIndex={-1} data-step={state.step}>
        {state.step === 'explain' && (
          <ExplainStep
            account={account}
            policies={policies}
            onStart={connect.start}
            onClose={connect.close}
          />
        )}
        {state.step === 'waiting' && <WaitingStep url={state.url} onClose={connect.close} />}
        {state.step === 'confirm' && (
          <ConfirmStep
            candidate={state.candidate}
            answering={connect.answering}
            error={connect.answerError}
            onAnswer={(accept) => void connect.answer(accept)}
          />
        )}
        {(state.step === 'declined' || state.step === 'failed') && (
          <EndedStep
            declined={state.step === 'declined'}
            message={state.message}
            onAgain={connect.start}
            onClose={connect.close}
          />
        )}
      </div>
    </Modal>
  );
}

function NoApp({ onSetUp }: { onSetUp: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={close} size={460} padding={0} centered>
      <DialogBody
        title={t('connect.noApp')}
        actions={
          <>
            <Button size="md" variant="default" onClick={close}>
              {t('connect.notNow')}
            </Button>
            <Button size="md" data-autofocus onClick={onSetUp}>
              {t('connect.setUpApp')}
            </Button>
          </>
        }
      >
        <p>{t('connect.noAppText')}</p>
      </DialogBody>
    </Modal>
  );
}
