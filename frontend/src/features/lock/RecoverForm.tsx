import { Button, Modal, TextInput } from '@mantine/core';
import { IconAlertOctagon } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WorkspaceItem } from '../../backend/types';
import { recoverWorkspace } from '../../backend/workspaceCalls';
import { useTry } from '../../state/useTry';
import { hold, startAnew, workspaceName } from '../../state/workspaces';
import { Note } from '../../ui/Note';
import classes from './LockScreen.module.css';
import { twice } from './model';
import { NewPassphrase } from './NewPassphrase';
import { RecoveryCode } from './RecoveryCode';
import { WaitLine } from './WaitLine';

type Props = {
  workspace: WorkspaceItem;
  waitMs: number;
  onBack: () => void;
  onErase: () => void;
};

/** In with the recovery code: it gives the workspace another passphrase, and is used up. */
export function RecoverForm({ workspace, waitMs, onBack, onErase }: Props) {
  const { t } = useTranslation();
  const [code, setCode] = useState('');
  const [first, setFirst] = useState('');
  const [second, setSecond] = useState('');
  const [tried, setTried] = useState(false);
  const [next, setNext] = useState('');
  const { busy, error, seconds, run } = useTry(waitMs);
  const ready = code.trim() !== '' && !busy && seconds === 0;
  const recover = async () => {
    setTried(true);
    if (twice(first, second) !== '') return;
    // The workspace opens with the call, and the new code has to be read before that shows.
    const release = hold();
    await run(async () => {
      try {
        setNext(await recoverWorkspace(workspace.id, code, first));
      } catch (e) {
        release();
        throw e;
      }
    });
  };
  return (
    <>
      <p className={classes.lead}>{t('lock.recover.text')}</p>
      <form
        className={classes.form}
        onSubmit={(e) => {
          e.preventDefault();
          if (ready) void recover();
        }}
      >
        <TextInput
          className={classes.code ?? ''}
          label={t('lock.recover.code')}
          data-autofocus
          value={code}
          autoComplete="off"
          spellCheck={false}
          onChange={(e) => setCode(e.currentTarget.value)}
        />
        <NewPassphrase
          first={first}
          second={second}
          tried={tried}
          onFirst={setFirst}
          onSecond={setSecond}
        />
        {error && (
          <Note icon={IconAlertOctagon} tone="red" role="alert">
            {error}
          </Note>
        )}
        <WaitLine seconds={seconds} />
        <div className={classes.acts}>
          <Button size="md" type="submit" disabled={!ready}>
            {t(busy ? 'lock.checking' : 'lock.recover.go')}
          </Button>
          <Button size="md" variant="default" disabled={busy} onClick={onBack}>
            {t('lock.recover.back')}
          </Button>
        </div>
      </form>
      <div className={classes.lost}>
        <p>{t('lock.recover.lost')}</p>
        <Button variant="default" data-danger disabled={busy} onClick={onErase}>
          {t('lock.recover.erase')}
        </Button>
      </div>
      {next && (
        <Modal opened onClose={() => undefined} size={520} padding={0} centered>
          <RecoveryCode code={next} workspace={workspaceName(workspace.name)} onKept={startAnew} />
        </Modal>
      )}
    </>
  );
}
