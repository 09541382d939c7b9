import { lazy, type ReactNode, Suspense, useEffect } from 'react';
import { usePreferences } from '../state/appStore';
import { finishWelcome, useMoving, useWelcomeStep } from '../state/welcome';

const FirstRunView = lazy(() => import('./FirstRunView'));

/** Shows the first run until it is over, and notes that it is. */
export function FirstRunGate({ children }: { children: ReactNode }) {
  const step = useWelcomeStep();
  const { welcomed } = usePreferences();
  // A window that is about to open anew may hear of the next one already, and must not end its
  // first run.
  const moving = useMoving();
  useEffect(() => {
    if (step === 'done' && !welcomed && !moving) void finishWelcome();
  }, [step, welcomed, moving]);
  if (step === 'done') return children;
  return (
    <Suspense>
      <FirstRunView step={step} />
    </Suspense>
  );
}
