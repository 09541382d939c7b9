import { Outlet, useNavigate } from '@tanstack/react-router';
import { ConnectDialog } from '../features/accounts';
import { GuardDialog, PassphraseDialog } from '../features/lock';
import { DropOverlay, PreviewDialog } from '../features/media';
import { Palette } from '../features/palette';
import { PolicyLinks, PolicyNews, PolicyReader } from '../features/policies';
import { RemedyDialogs, UncertainDialog } from '../features/posts';
import {
  LeaveDialog,
  Notices,
  SandboxBanner,
  ShortcutSheet,
  Sidebar,
  StatusStrip,
  UndoToast,
  useShortcuts,
} from '../features/shell';
import { Switcher, WorkspaceDialogs } from '../features/workspaces';
import { setUi, useUi } from '../state/ui';
import { drawn, useDrawn } from '../state/useDrawn';
import { loadDeferred } from '../ui/deferred';
import { ComposerPanel } from './ComposerPanel';
import classes from './Shell.module.css';

// What can be opened from here is at hand soon after the first screen.
void drawn.then(loadDeferred);

/** What every place has around it: banner, sidebar, status strip, dialogs and messages. */
export function Shell() {
  useShortcuts();
  const navigate = useNavigate();
  const composing = useUi((s) => s.composerId !== null);
  const setUpApp = () => {
    setUi({ settingsPage: 'app', composerId: null });
    void navigate({ to: '/settings' });
  };
  useDrawn();
  return (
    <div className={classes.window}>
      <SandboxBanner />
      <div className={classes.middle}>
        <Sidebar brand={<Switcher />} />
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
      <RemedyDialogs />
      <PreviewDialog />
      <ShortcutSheet />
      <Palette />
      <PolicyNews />
      <PolicyReader />
      <LeaveDialog />
      <WorkspaceDialogs />
      <PassphraseDialog />
      {/* Over whichever of them asked for a guarded action. */}
      <GuardDialog />
    </div>
  );
}
