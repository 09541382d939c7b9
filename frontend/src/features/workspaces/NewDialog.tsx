import { Button, Modal, TextInput } from '@mantine/core';
import { IconAlertOctagon } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { createWorkspace } from '../../backend/workspaceCalls';
import { settleAll } from '../../state/leaving';
import { useTask } from '../../state/useTask';
import { openWorkspaceDialog } from '../../state/workspaces';
import { DialogBody } from '../../ui/DialogBody';
import { Kbd } from '../../ui/Kbd';
import { Note } from '../../ui/Note';
import { longestName } from './model';

const close = () => openWorkspaceDialog(null);

/** A name is all that a new workspace needs. The window goes to it. */
export function NewDialog() {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const { busy, error, run } = useTask();
  const ready = name.trim() !== '' && !busy;
  const create = () =>
    run(async () => {
      await settleAll();
      await createWorkspace(name.trim());
      close();
    });
  return (
    // What is being made can't be called back; the window goes there.
    <Modal opened onClose={() => !busy && close()} size={460} padding={0} centered>
      <form
        onSubmit={(e) => {
          e.preventDefault();
          if (ready) void create();
        }}
      >
        <DialogBody
          title={t('workspaces.newTitle')}
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
              <Button size="md" type="submit" disabled={!ready}>
                {t('workspaces.create')}
              </Button>
            </>
          }
        >
          <p>{t('workspaces.newText')}</p>
          <TextInput
            data-autofocus
            label={t('workspaces.name')}
            placeholder={t('workspaces.namePlaceholder')}
            maxLength={longestName}
            value={name}
            autoComplete="off"
            spellCheck={false}
            onChange={(e) => setName(e.currentTarget.value)}
          />
          {error && (
            <Note icon={IconAlertOctagon} tone="red" role="alert">
              {error}
            </Note>
          )}
        </DialogBody>
      </form>
    </Modal>
  );
}
