import { Button, Modal } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WorkspaceItem } from '../../backend/types';
import {
  eraseForgotten,
  hold,
  startAnew,
  workspaceName,
  workspacesStore,
} from '../../state/workspaces';
import { DialogBody } from '../../ui/DialogBody';
import { Note } from '../../ui/Note';
import { useStepFocus } from '../../ui/useStepFocus';
import { DeleteStep } from './DeleteStep';
import { freshName } from './model';

type Props = { workspace: WorkspaceItem; onClose: () => void };

/** Deletes the workspace that nobody can open any more, from its lock screen. */
export function ForgottenDialog({ workspace, onClose }: Props) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState(false);
  // On its way the window turns to another workspace; what became of this one is told first.
  useEffect(() => hold(), []);
  const root = useStepFocus<HTMLDivElement>(done ? 'done' : 'ask');
  const name = workspaceName(workspace.name);
  const close = () => {
    if (busy) return;
    if (done) startAnew();
    else onClose();
  };
  return (
    <Modal opened onClose={close} size={560} padding={0} centered closeOnClickOutside={false}>
      <div ref={root} tabIndex={-1}>
        {done ? (
          <DialogBody
            title={t('workspaces.deletedTitle')}
            actions={
              <Button size="md" data-autofocus onClick={close}>
                {t('privacy.erase.startAnew')}
              </Button>
            }
          >
            <Note icon={IconCircleCheck} tone="green" role="status">
              {t('workspaces.deleted', { name })}
            </Note>
          </DialogBody>
        ) : (
          <DeleteStep
            workspace={workspace}
            onBusy={setBusy}
            onClose={close}
            onDelete={async () => {
              const { items } = workspacesStore.get();
              const fresh = freshName(t('nav.defaultWorkspace'), items);
              await eraseForgotten(workspace.id, workspace.name, fresh);
              setDone(true);
            }}
          />
        )}
      </div>
    </Modal>
  );
}
