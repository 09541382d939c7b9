import { useWorkspaceDialog } from '../../state/workspaces';
import { ManageDialog } from './ManageDialog';
import { NewDialog } from './NewDialog';

/** The dialog about workspaces that is open. */
export function WorkspaceDialogs() {
  const dialog = useWorkspaceDialog();
  if (dialog === 'new') return <NewDialog />;
  return dialog === 'manage' ? <ManageDialog /> : null;
}
