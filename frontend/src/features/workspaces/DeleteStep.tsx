import { Button, TextInput } from '@mantine/core';
import { IconAlertOctagon, IconExternalLink, IconLock } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import type { WorkspaceItem } from '../../backend/types';
import { openLink } from '../../state/actions';
import { useTask } from '../../state/useTask';
import { workspaceName } from '../../state/workspaces';
import { DialogBody } from '../../ui/DialogBody';
import { Kbd } from '../../ui/Kbd';
import { Note } from '../../ui/Note';
import { ProgressBar } from '../../ui/ProgressBar';
import classes from './DeleteStep.module.css';
import { isNamed } from './model';

type Props = {
  workspace: WorkspaceItem;
  onBusy: (busy: boolean) => void;
  onClose: () => void;
  onDelete: () => Promise<void>;
};

const facts = ['goes', 'stays', 'beyond'] as const;

/** What goes with a workspace and what does not; its name is the word for it. */
export function DeleteStep({ workspace, onBusy, onClose, onDelete }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const [typed, setTyped] = useState('');
  const { busy, error, run } = useTask();
  const name = workspaceName(workspace.name);
  const ready = isNamed(typed, name) && !busy;
  const go = async () => {
    onBusy(true);
    await run(onDelete);
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
        title={t('workspaces.deleteTitle', { name })}
        actions={
          <>
            <Button
              size="md"
              variant="default"
              data-danger
              disabled={!ready}
              onClick={() => void go()}
            >
              {t('workspaces.deleteIt')}
            </Button>
            <Button
              size="md"
              data-autofocus
              disabled={busy}
              rightSection={<Kbd keys="Esc" onFill />}
              onClick={onClose}
            >
              {t('workspaces.keep')}
            </Button>
          </>
        }
      >
        <p>{t('privacy.erase.cannotUndo')}</p>
        <dl className={classes.facts}>
          {facts.map((f) => (
            <div key={f}>
              <dt>{t(`privacy.erase.${f}`)}</dt>
              <dd>{t(`workspaces.plan.${f}`)}</dd>
            </div>
          ))}
        </dl>
        {workspace.locked && (
          <Note
            icon={IconLock}
            tone="amber"
            action={
              <Button
                variant="default"
                size="xs"
                rightSection={<IconExternalLink size={13} stroke={1.7} aria-hidden />}
                onClick={() => void openLink('app-permissions')}
              >
                {t('privacy.erase.appPermissions')}
              </Button>
            }
          >
            {t('workspaces.deleteLocked')}
          </Note>
        )}
        <label htmlFor={id} className={classes.label}>
          <Trans
            i18nKey="workspaces.type"
            values={{ name }}
            components={{ b: <b className="selectable" /> }}
          />
        </label>
        <TextInput
          id={id}
          autoComplete="off"
          spellCheck={false}
          value={typed}
          disabled={busy}
          onChange={(e) => setTyped(e.currentTarget.value)}
        />
        {busy && (
          <div className={classes.error} role="status">
            <ProgressBar value="moving" tone="green" label={t('workspaces.deleting')} />
          </div>
        )}
        {error && (
          <div className={classes.error}>
            <Note icon={IconAlertOctagon} tone="red" role="alert">
              {error}
            </Note>
          </div>
        )}
      </DialogBody>
    </form>
  );
}
