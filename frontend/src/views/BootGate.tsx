import { Button } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type AppError, toAppError } from '../backend/errors';
import { ClosingDialog } from '../features/shell';
import { settlePending } from '../state/actions';
import { boot } from '../state/boot';
import { EmptyScreen } from '../ui/EmptyScreen';
import { FirstRunGate } from './FirstRunGate';

type State = 'loading' | 'ready' | AppError;

/** Shows the window once the snapshot is here; says what went wrong when it does not come. */
export function BootGate({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const [state, setState] = useState<State>('loading');
  const [attempt, setAttempt] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt is another boot.
  useEffect(() => {
    let stop: (() => void) | undefined;
    let gone = false;
    boot()
      .then((s) => {
        if (gone) s();
        else {
          stop = s;
          setState('ready');
        }
      })
      .catch((e) => {
        if (!gone) setState(toAppError(e));
      });
    return () => {
      gone = true;
      stop?.();
    };
  }, [attempt]);

  useEffect(() => {
    window.addEventListener('pagehide', settlePending);
    return () => window.removeEventListener('pagehide', settlePending);
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
