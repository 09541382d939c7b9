import { Button } from '@mantine/core';
import { IconAlertOctagon } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WorkspaceItem } from '../../backend/types';
import { unlockWorkspace } from '../../backend/workspaceCalls';
import { useTry } from '../../state/useTry';
import { startAnew } from '../../state/workspaces';
import { Note } from '../../ui/Note';
import classes from './LockScreen.module.css';
import { PassphraseField } from './PassphraseField';
import { WaitLine } from './WaitLine';

type Props = { workspace: WorkspaceItem; waitMs: number; onForgot: () => void };

/** The passphrase, and Enter. */
export function UnlockForm({ workspace, waitMs, onForgot }: Props) {
  const { t } = useTranslation();
  const [passphrase, setPassphrase] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const { busy, error, seconds, run } = useTry(waitMs);
  const ready = passphrase !== '' && !busy && seconds === 0;
  const unlock = () =>
    run(async () => {
      try {
        await unlockWorkspace(workspace.id, passphrase);
      } catch (e) {
        // Mostly one letter is wrong; whoever wants to see which one can.
        field.current?.select();
        throw e;
      }
      // The event says the same, and may have come already.
      startAnew();
    });
  return (
    <>
      <p className={classes.lead}>{t('lock.text')}</p>
      <form
        className={classes.form}
        onSubmit={(e) => {
          e.preventDefault();
          if (ready) void unlock();
        }}
      >
        <PassphraseField
          ref={field}
          size="md"
          label={t('lock.passphrase')}
          data-autofocus
          value={passphrase}
          onValue={setPassphrase}
        />
        {error && (
          <Note icon={IconAlertOctagon} tone="red" role="alert">
            {error}
          </Note>
        )}
        <WaitLine seconds={seconds} />
        <div className={classes.acts}>
          <Button size="md" type="submit" disabled={!ready}>
            {t(busy ? 'lock.checking' : 'lock.unlock')}
          </Button>
          <button type="button" className={classes.link} onClick={onForgot}>
            {t('lock.forgot')}
          </button>
        </div>
      </form>
    </>
  );
}
