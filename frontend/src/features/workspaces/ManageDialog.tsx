import { Button, Modal } from '@mantine/core';
import { IconCircleCheck, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WorkspaceItem } from '../../backend/types';
import { deleteWorkspace } from '../../backend/workspaceCalls';
import { openWorkspaceDialog, useWorkspaces, workspaceName } from '../../state/workspaces';
import { DialogBody } from '../../ui/DialogBody';
import { Kbd } from '../../ui/Kbd';
import { Note } from '../../ui/Note';
import { useReturnFocus } from '../../ui/useReturnFocus';
import { useStepFocus } from '../../ui/useStepFocus';
import { DeleteStep } from './DeleteStep';
import classes from './ManageDialog.module.css';
import { ManageRow } from './ManageRow';

const close = () => openWorkspaceDialog(null);

/** All workspaces of this computer: go to one, give it another name, delete it. */
export function ManageDialog() {
  const { t } = useTranslation();
  const workspaces = useWorkspaces();
  const [doomed, setDoomed] = useState<WorkspaceItem | null>(null);
  const [busy, setBusy] = useState(false);
  const [gone, setGone] = useState('');
  const [kept, setKept] = useState('');
  useReturnFocus();
  const root = useStepFocus<HTMLDivElement>(doomed ? 'ask' : 'list');
  const back = () => {
    setKept(doomed?.id ?? '');
    setDoomed(null);
  };
  return (
    <Modal
      opened
      onClose={() => {
        if (busy) return;
        if (doomed) back();
        else close();
      }}
      size={560}
      padding={0}
      centered
      closeOnClickOutside={!doomed}
    >
      <div ref={root} className={classes.step} tabIndex={-1}>
        {doomed ? (
          <DeleteStep
            workspace={doomed}
            onBusy={setBusy}
            onClose={back}
            onDelete={async () => {
              await deleteWorkspace(doomed.id, doomed.name);
              setGone(workspaceName(doomed.name));
              back();
            }}
          />
        ) : (
          <DialogBody
            title={t('workspaces.title')}
            actions={
              <>
                <Button
                  className={classes.new ?? ''}
                  size="md"
                  variant="default"
                  leftSection={<IconPlus size={15} stroke={1.8} aria-hidden />}
                  onClick={() => openWorkspaceDialog('new')}
                >
                  {t('workspaces.new')}
                </Button>
                <Button
                  size="md"
                  data-autofocus={!workspaces.items.some((w) => w.id === kept) || undefined}
                  rightSection={<Kbd keys="Esc" onFill />}
                  onClick={close}
                >
                  {t('common.close')}
                </Button>
              </>
            }
          >
            <p>{t('workspaces.text')}</p>
            {gone && (
              <Note icon={IconCircleCheck} tone="green" role="status">
                {t('workspaces.deleted', { name: gone })}
              </Note>
            )}
            <ul className={classes.list}>
              {workspaces.items.map((w) => (
                <ManageRow
                  key={w.id}
                  workspace={w}
                  focus={w.id === kept}
                  onDelete={() => {
                    setGone('');
                    setDoomed(w);
                  }}
                />
              ))}
            </ul>
          </DialogBody>
        )}
      </div>
    </Modal>
  );
}
