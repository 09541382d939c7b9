import { IconFolder, IconLock } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { shownOf, switchTo, useWorkspaces, workspaceName } from '../../state/workspaces';
import { Mark } from '../../ui/Mark';
import { LockDrawing } from './LockDrawing';
import classes from './LockScreen.module.css';
import { elsewhere } from './model';
import { RecoverForm } from './RecoverForm';
import { TroubleForm } from './TroubleForm';
import { UnlockForm } from './UnlockForm';

/** The whole window while its workspace is locked: its name, and the ways in. Nothing of it. */
export function LockScreen({ onErase }: { onErase: () => void }) {
  const { t } = useTranslation();
  const workspaces = useWorkspaces();
  const [forgot, setForgot] = useState(false);
  const root = useRef<HTMLElement>(null);
  const shown = shownOf(workspaces);
  const others = elsewhere(workspaces);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each step begins on a field of its own.
  useEffect(() => {
    root.current?.querySelector<HTMLElement>('[data-autofocus]')?.focus();
  }, [forgot]);
  if (!shown) return null;
  const name = workspaceName(shown.name);
  return (
    <div className={classes.halves} data-lock-screen>
      <div className={classes.words}>
        <header className={classes.brand}>
          <Mark size={24} />
          <b>{t('app.name')}</b>
        </header>
        <main ref={root} className={classes.step}>
          <h1>{name}</h1>
          {workspaces.trouble ? (
            <TroubleForm trouble={workspaces.trouble} />
          ) : forgot ? (
            <RecoverForm
              workspace={shown}
              waitMs={workspaces.waitMs}
              onBack={() => setForgot(false)}
              onErase={onErase}
            />
          ) : (
            <UnlockForm
              workspace={shown}
              waitMs={workspaces.waitMs}
              onForgot={() => setForgot(true)}
            />
          )}
        </main>
        {others.length > 0 && (
          <nav className={classes.others} aria-labelledby="lock-others">
            <h2 id="lock-others">{t('lock.others')}</h2>
            <ul>
              {others.map((w) => (
                <li key={w.id}>
                  <button
                    type="button"
                    className={classes.other}
                    onClick={() => void switchTo(w.id)}
                  >
                    {w.locked ? (
                      <IconLock size={15} stroke={1.7} aria-hidden />
                    ) : (
                      <IconFolder size={15} stroke={1.7} aria-hidden />
                    )}
                    <span>{workspaceName(w.name)}</span>
                    {w.locked && <span className="visually-hidden">{t('workspaces.locked')}</span>}
                  </button>
                </li>
              ))}
            </ul>
          </nav>
        )}
      </div>
      <div className={classes.picture} aria-hidden>
        <LockDrawing />
      </div>
    </div>
  );
}
