import { Button } from '@mantine/core';
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type AppError, toAppError } from '../backend/errors';
import { onEvent } from '../backend/events';
import { ClosingDialog } from '../features/shell';
import { settlePending } from '../state/actions';
import { boot } from '../state/boot';
import { speakAs } from '../state/language';
import { watchTouches } from '../state/touched';
import { setUi } from '../state/ui';
import { enter, workspacesStore } from '../state/workspaces';
import { EmptyScreen } from '../ui/EmptyScreen';
import { FirstRunGate } from './FirstRunGate';

const LockView = lazy(() => import('./LockView'));

type State = 'loading' | 'locked' | 'ready' | AppError;

/**
 * Asks which workspace is shown before anything else: of a locked one nothing is asked for, and
 * the window is its lock screen. Shows the window once the snapshot of an open one is here; says
 * what went wrong when it does not come.
 */
export function BootGate({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const [state, setState] = useState<State>('loading');
  const [attempt, setAttempt] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt is another boot.
  useEffect(() => {
    const stops: (() => void)[] = [];
    let gone = false;
    const stop = () => {
      for (const s of stops.splice(0)) s();
    };
    const open = async () => {
      stops.push(await enter());
      if (gone) return stop();
      if (workspacesStore.get().locked) {
        // The window can be closed while it is locked.
        stops.push(onEvent('window:closing', (closing) => setUi({ closing })));
        // Before the first word is drawn. What was chosen in the workspace is locked with it.
        await speakAs(workspacesStore.get().language);
        return gone ? stop() : setState('locked');
      }
      stops.push(await boot(), watchTouches());
      if (gone) return stop();
      setState('ready');
    };
    open().catch((e) => {
      stop();
      if (!gone) setState(toAppError(e));
    });
    return () => {
      gone = true;
      stop();
    };
  }, [attempt]);

  useEffect(() => {
    const settle = () => void settlePending();
    window.addEventListener('pagehide', settle);
    return () => window.removeEventListener('pagehide', settle);
  }, []);

  if (state === 'ready') {
    return (
      <>
        <FirstRunGate>{children}</FirstRunGate>
        {/* The window can be closed at the first start too. */}
        <ClosingDialog />
      </>
    );
  }
  if (state === 'locked') {
    return (
      <Suspense>
        <LockView />
        <ClosingDialog />
      </Suspense>
    );
  }
  if (state === 'loading') return <output className="visually-hidden">{t('app.loading')}</output>;
  return (
    <EmptyScreen
      title={t('app.bootFailed')}
      text={state.message}
      {...(state.ref ? { help: t('app.reference', { ref: state.ref }) } : {})}
    >
      <Button
        onClick={() => {
          setState('loading');
          setAttempt((n) => n + 1);
        }}
      >
        {t('app.tryAgain')}
      </Button>
    </EmptyScreen>
  );
}
