import { lazy, type ReactNode, Suspense, useEffect } from 'react';
import { usePreferences } from '../state/appStore';
import { finishWelcome, useWelcomeStep } from '../state/welcome';

const FirstRunView = lazy(() => import('./FirstRunView'));

/** Shows the first run until it is over, and notes that it is. */
export function FirstRunGate({ children }: { children: ReactNode }) {
  const step = useWelcomeStep();
  const { welcomed } = usePreferences();
  useEffect(() => {
    if (step === 'done' && !welcomed) void finishWelcome();
  }, [step, welcomed]);
  if (step === 'done') return children;
  return (
    <Suspense>
      <FirstRunView step={step} />
    </Suspense>
  );
}
