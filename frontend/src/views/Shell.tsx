import { Outlet, useNavigate } from '@tanstack/react-router';
import { ConnectDialog } from '../features/accounts';
import { DropOverlay, PreviewDialog } from '../features/media';
import { PolicyLinks, PolicyNews, PolicyReader } from '../features/policies';
import { UncertainDialog } from '../features/posts';
import {
  LeaveDialog,
  Notices,
  SandboxBanner,
  ShortcutSheet,
  Sidebar,
  StatusStrip,
  UndoToast,
} from '../features/shell';
import { setUi, useUi } from '../state/ui';
import { ComposerPanel } from './ComposerPanel';
import classes from './Shell.module.css';

/** What every place has around it: banner, sidebar, status strip, dialogs and messages. */
export function Shell() {
  const navigate = useNavigate();
  const composing = useUi((s) => s.composerId !== null);
  const setUpApp = () => {
    setUi({ settingsPage: 'app', composerId: null });
    void navigate({ to: '/settings' });
  };
  return (
    <div className={classes.window}>
      <SandboxBanner />
      <div className={classes.middle}>
        <Sidebar />
        <main className={classes.main}>
          <div className={classes.place} inert={composing}>
            <Outlet />
          </div>
          <ComposerPanel />
          <DropOverlay />
          <UndoToast />
          <Notices />
        </main>
      </div>
      <StatusStrip />
      <ConnectDialog onSetUpApp={setUpApp} policies={<PolicyLinks />} />
      <UncertainDialog />
      <PreviewDialog />
      <ShortcutSheet />
      <PolicyNews />
      <PolicyReader />
      <LeaveDialog />
    </div>
  );
}
