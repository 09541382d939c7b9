import { Outlet, useNavigate, useRouterState } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
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
import { focusPlace } from '../lib/keepFocus';
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
  useFocusOfPlace();
  return (
    <div className={classes.window}>
      <SandboxBanner />
      <div className={classes.middle}>
        <Sidebar brand={<Switcher />} />
        <main className={classes.main} data-place>
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

/** Going to another place takes the keyboard along, where it was on something of the place before. */
function useFocusOfPlace() {
  const place = useRouterState({ select: (s) => s.location.pathname });
  const last = useRef(place);
  useEffect(() => {
    if (last.current === place) return;
    last.current = place;
    // What is left goes when the place that comes is loaded. Where something else has the keyboard
    // by then, it was given it on purpose.
    const before = document.activeElement;
    let frames = 120;
    let frame = requestAnimationFrame(function again() {
      if (focusPlace() || document.activeElement !== before) return;
      if (frames-- > 0) frame = requestAnimationFrame(again);
    });
    return () => cancelAnimationFrame(frame);
  }, [place]);
}
