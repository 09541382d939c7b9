import { FirstRun } from '../features/firstrun';
import { DropOverlay } from '../features/media';
import { PolicyLinks, PolicyReader } from '../features/policies';
import { LeaveDialog, Notices, SandboxBanner } from '../features/shell';
import { openConnect } from '../state/ui';
import type { WelcomeStep } from '../state/welcome';
import classes from './Shell.module.css';

/** The window before it has places: the first run with the banner, drops and messages. */
export default function FirstRunView({ step }: { step: Exclude<WelcomeStep, 'done'> }) {
  return (
    <div className={classes.window}>
      <SandboxBanner />
      <main className={classes.main}>
        <div className={classes.place}>
          <FirstRun step={step} foot={<PolicyLinks />} onConnect={() => openConnect()} />
        </div>
        <DropOverlay />
        <Notices />
      </main>
      <PolicyReader />
      <LeaveDialog />
    </div>
  );
}
