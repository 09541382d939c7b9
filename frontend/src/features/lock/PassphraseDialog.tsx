import { Button, Checkbox, Modal } from '@mantine/core';
import { IconAlertOctagon, IconAlertTriangle } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import * as calls from '../../backend/workspaceCalls';
import { openPassphrase, type PassphraseTask, useLock, usePassphraseTask } from '../../state/lock';
import { notify } from '../../state/ui';
import { useTry } from '../../state/useTry';
import { shownOf, useWorkspaces, workspaceName } from '../../state/workspaces';
import { DialogBody } from '../../ui/DialogBody';
import { Kbd } from '../../ui/Kbd';
import { Note } from '../../ui/Note';
import { useReturnFocus } from '../../ui/useReturnFocus';
import { useStepFocus } from '../../ui/useStepFocus';
import { twice } from './model';
import { NewPassphrase } from './NewPassphrase';
import classes from './PassphraseDialog.module.css';
import { PassphraseField } from './PassphraseField';
import { RecoveryCode } from './RecoveryCode';
import { WaitLine } from './WaitLine';

/** The first passphrase, another one, none, or another recovery code. */
export function PassphraseDialog() {
  const task = usePassphraseTask();
  return task && <Steps key={task} task={task} />;
}

const close = () => openPassphrase(null);

function Steps({ task }: { task: PassphraseTask }) {
  const { refresh } = useLock();
  const workspaces = useWorkspaces();
  const [code, setCode] = useState('');
  const [busy, setBusy] = useState(false);
  useReturnFocus();
  const root = useStepFocus<HTMLDivElement>(code ? 'code' : 'ask');
  // A code that nobody has kept is not put away by a key or a click.
  const closable = code === '' && !busy;
  return (
    <Modal
      opened
      onClose={() => closable && close()}
      size={520}
      padding={0}
      centered
      closeOnClickOutside={false}
    >
      <div ref={root} className={classes.step} tabIndex={-1}>
        {code ? (
          <RecoveryCode
            code={code}
            workspace={workspaceName(shownOf(workspaces)?.name ?? '')}
            onKept={close}
          />
        ) : (
          <Ask
            task={task}
            onBusy={setBusy}
            onDone={(next) => {
              void refresh();
              if (next) setCode(next);
              else close();
            }}
          />
        )}
      </div>
    </Modal>
  );
}

type AskProps = {
  task: PassphraseTask;
  onBusy: (busy: boolean) => void;
  onDone: (code: string) => void;
};

function Ask({ task, onBusy, onDone }: AskProps) {
  const { t } = useTranslation();
  const [current, setCurrent] = useState('');
  const [first, setFirst] = useState('');
  const [second, setSecond] = useState('');
  const [known, setKnown] = useState(false);
  const [tried, setTried] = useState(false);
  const { busy, error, seconds, run } = useTry(0);
  const asksCurrent = task !== 'set';
  const makes = task === 'set' || task === 'change';
  const ready =
    (!asksCurrent || current !== '') && (task !== 'set' || known) && seconds === 0 && !busy;

  const act = async (): Promise<string> => {
    if (task === 'code') return calls.makeRecoveryCode(current);
    if (task !== 'remove') return calls.setPassphrase(current, first);
    await calls.removePassphrase(current);
    return '';
  };
  const go = async () => {
    setTried(true);
    if (makes && twice(first, second) !== '') return;
    onBusy(true);
    await run(async () => {
      const code = await act();
      if (task !== 'set' && !code) {
        const title = t(task === 'remove' ? 'lock.removed' : 'lock.changed');
        notify({ tone: 'green', title, text: '', fades: true });
      }
      onDone(code);
    });
    onBusy(false);
  };
  return (
    <form
      onSubmit={(e) => {
        e.preventDefault();
        if (ready) void go();
      }}
    >
      <DialogBody
        title={t(`lock.task.${task}.title`)}
        actions={
          <>
            <Button
              size="md"
              variant="default"
              disabled={busy}
              rightSection={<Kbd keys="Esc" />}
              onClick={close}
            >
              {t('workspaces.cancel')}
            </Button>
            <Button
              size="md"
              type="submit"
              disabled={!ready}
              {...(task === 'remove' ? { variant: 'default', 'data-danger': true } : {})}
            >
              {t(busy ? 'lock.working' : `lock.task.${task}.go`)}
            </Button>
          </>
        }
      >
        <div className={classes.form}>
          <p>{t(`lock.task.${task}.text`)}</p>
          {task === 'set' && (
            <Note icon={IconAlertTriangle} tone="amber">
              <p>
                <b>{t('lock.forgotten')}</b>
              </p>
              <p>{t('lock.forgottenText')}</p>
            </Note>
          )}
          {asksCurrent && (
            <div className={makes ? classes.current : classes.alone}>
              <PassphraseField
                label={t('lock.current')}
                data-autofocus
                value={current}
                onValue={setCurrent}
              />
            </div>
          )}
          {makes && (
            <NewPassphrase
              first={first}
              second={second}
              tried={tried}
              focus={!asksCurrent}
              onFirst={setFirst}
              onSecond={setSecond}
            />
          )}
          {task === 'set' && (
            <Checkbox
              label={t('lock.understood')}
              checked={known}
              onChange={(e) => setKnown(e.currentTarget.checked)}
            />
          )}
          <WaitLine seconds={seconds} />
          {error && seconds === 0 && (
            <Note icon={IconAlertOctagon} tone="red" role="alert">
              {error}
            </Note>
          )}
        </div>
      </DialogBody>
    </form>
  );
}
