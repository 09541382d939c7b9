import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Mark } from '../../ui/Mark';
import classes from './FirstRunFrame.module.css';
import { Scene } from './Scene';

export const steps = 3;

type Props = { step: number; foot: ReactNode; children: ReactNode };

/** What the steps have around them: the mark, how far it is, the policies, and the drawing. */
export function FirstRunFrame({ step, foot, children }: Props) {
  const { t } = useTranslation();
  const root = useRef<HTMLDivElement>(null);
  // Enter goes on, from the first step to the last.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each step has a button of its own.
  useEffect(() => {
    (root.current?.querySelector<HTMLElement>('[data-autofocus]') ?? root.current)?.focus();
  }, [step]);
  return (
    <div className={classes.halves} data-first-run={step}>
      <div className={classes.words}>
        <header className={classes.head}>
          <span className={classes.brand}>
            <Mark size={24} />
            <b>{t('app.name')}</b>
          </span>
          <span className={classes.progress}>
            {t('firstRun.step', { n: step, of: steps })}
            <span className={classes.dots} aria-hidden>
              {Array.from({ length: steps }, (_, i) => (
                <i
                  // biome-ignore lint/suspicious/noArrayIndexKey: the dots are all alike.
                  key={i}
                  data-done={i + 1 < step || undefined}
                  data-now={i + 1 === step || undefined}
                />
              ))}
            </span>
          </span>
        </header>
        <div ref={root} className={classes.step} tabIndex={-1}>
          {children}
        </div>
        <footer className={classes.foot}>{foot}</footer>
      </div>
      <div className={classes.picture} aria-hidden>
        <Scene step={step} />
      </div>
    </div>
  );
}
