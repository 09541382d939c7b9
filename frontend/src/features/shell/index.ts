import './commands';
import './settingsCommands';

export { ClosingDialog } from './ClosingDialog';
export { LeaveDialog } from './LeaveDialog';
export { Notices } from './Notices';
export { SandboxBanner } from './SandboxBanner';
export { ShortcutList, ShortcutSheet } from './ShortcutSheet';
export { Sidebar } from './Sidebar';
export { StatusStrip } from './StatusStrip';
export { UndoToast } from './UndoToast';
export { useShortcuts } from './useShortcuts';
