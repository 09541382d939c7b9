import './commands';

export { ForgottenDialog } from './ForgottenDialog';
export { Switcher } from './Switcher';
export { WorkspaceDialogs } from './WorkspaceDialogs';
