import { useState } from 'react';
import type { WorkspaceItem } from '../backend/types';
import { LockScreen } from '../features/lock';
import { Notices } from '../features/shell';
import { ForgottenDialog } from '../features/workspaces';
import { shownOf, useWorkspaces } from '../state/workspaces';

/** The window of a locked workspace. */
export default function LockView() {
  // Kept apart: on the way the window turns to another one.
  const [doomed, setDoomed] = useState<WorkspaceItem | null>(null);
  const shown = shownOf(useWorkspaces());
  return (
    <>
      <LockScreen onErase={() => setDoomed(shown ?? null)} />
      {doomed && <ForgottenDialog workspace={doomed} onClose={() => setDoomed(null)} />}
      <Notices />
    </>
  );
}
