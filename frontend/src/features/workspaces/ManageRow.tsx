import { Button, TextInput } from '@mantine/core';
import {
  IconFolder,
  IconFolderOpen,
  IconLock,
  IconPencil,
  IconTrash,
  IconX,
} from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WorkspaceItem } from '../../backend/types';
import { renameWorkspace } from '../../backend/workspaceCalls';
import { useTask } from '../../state/useTask';
import { turnTo, useWorkspaces, workspaceName } from '../../state/workspaces';
import { IconButton } from '../../ui/IconButton';
import classes from './ManageDialog.module.css';
import { keptBecause, longestName } from './model';

type Props = {
  workspace: WorkspaceItem;
  /** The question whether to delete it was answered with no: the keyboard goes on from here. */
  focus: boolean;
  onDelete: () => void;
};

/** One workspace: its name, whether it is open, and what can be done about it. */
export function ManageRow({ workspace, focus, onDelete }: Props) {
  const { t } = useTranslation();
  const all = useWorkspaces();
  const [renaming, setRenaming] = useState(false);
  // A notice would lie below the dialog.
  const { busy, error, run } = useTask();
  const pencil = useRef<HTMLButtonElement>(null);
  const name = workspaceName(workspace.name);
  const shown = workspace.id === all.shown;
  const kept = keptBecause(workspace, all);
  const Icon = workspace.locked ? IconLock : shown ? IconFolderOpen : IconFolder;
  const state = shown
    ? 'here'
    : workspace.locked
      ? 'locked'
      : workspace.passphrase
        ? 'open'
        : 'none';
  return (
    <li className={classes.row} data-shown={shown || undefined} data-workspace={workspace.id}>
      <Icon size={17} stroke={1.7} aria-hidden />
      {renaming ? (
        <Rename
          workspace={workspace}
          onDone={() => {
            setRenaming(false);
            requestAnimationFrame(() => pencil.current?.focus());
          }}
        />
      ) : (
        <>
          <div className={classes.words}>
            <b>{name}</b>
            <span>
              {t(`workspaces.state.${state}`)}
              {shown && kept && ` · ${t(`workspaces.kept.${kept}`)}`}
            </span>
            {error && (
              <span role="alert" className={classes.error}>
                {error}
              </span>
            )}
          </div>
          <div className={classes.acts}>
            {!shown && (
              <Button
                variant="default"
                size="xs"
                aria-label={t('workspaces.switchTo', { name })}
                disabled={busy}
                onClick={() => void run(() => turnTo(workspace.id))}
              >
                {t('workspaces.go')}
              </Button>
            )}
            <IconButton
              ref={pencil}
              icon={IconPencil}
              label={t(workspace.locked ? 'workspaces.renameLocked' : 'workspaces.rename', {
                name,
              })}
              aria-disabled={workspace.locked || undefined}
              onClick={() => !workspace.locked && setRenaming(true)}
            />
            <IconButton
              icon={IconTrash}
              data-autofocus={focus || undefined}
              label={kept ? t(`workspaces.kept.${kept}`) : t('workspaces.delete', { name })}
              aria-disabled={kept !== '' || undefined}
              onClick={() => kept === '' && onDelete()}
            />
          </div>
        </>
      )}
    </li>
  );
}

function Rename({ workspace, onDone }: { workspace: WorkspaceItem; onDone: () => void }) {
  const { t } = useTranslation();
  const before = workspaceName(workspace.name);
  const [name, setName] = useState(before);
  const { busy, error, run } = useTask();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.select(), []);
  const rename = () =>
    run(async () => {
      if (name.trim() !== before) await renameWorkspace(workspace.id, name.trim());
      onDone();
    });
  // What is on its way can't be called back.
  const cancel = () => !busy && onDone();
  return (
    <form
      className={classes.rename}
      onSubmit={(e) => {
        e.preventDefault();
        if (name.trim() !== '' && !busy) void rename();
      }}
      // Escape ends the renaming, not the dialog.
      onKeyDown={(e) => e.key === 'Escape' && cancel()}
    >
      <TextInput
        ref={field}
        data-mantine-stop-propagation="true"
        aria-label={t('workspaces.nameOf', { name: before })}
        value={name}
        maxLength={longestName}
        error={error}
        autoComplete="off"
        spellCheck={false}
        onChange={(e) => setName(e.currentTarget.value)}
      />
      <Button
        type="submit"
        data-mantine-stop-propagation="true"
        disabled={busy || name.trim() === ''}
      >
        {t('workspaces.save')}
      </Button>
      <IconButton
        icon={IconX}
        label={t('workspaces.cancel')}
        data-mantine-stop-propagation="true"
        onClick={cancel}
      />
    </form>
  );
}
