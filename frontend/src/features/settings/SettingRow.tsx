import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from '../../state/createStore';
import classes from './SettingRow.module.css';
import { foundStore, type RowWord, rows } from './searchModel';

/** Rows under a heading; without one at the top of a page. */
export function Group({ title, children }: { title?: string; children: ReactNode }) {
  return (
    <section className={classes.group} aria-label={title}>
      {title && <h3>{title}</h3>}
      {children}
    </section>
  );
}

type Props = {
  row: RowWord;
  /** Instead of the catalogue's words for the row. */
  title?: string;
  why?: string;
  /** The control that the words belong to. */
  htmlFor?: string;
  children?: ReactNode;
};

/** A setting: its name, what it does, and the control at the right. */
export function SettingRow({ row, title, why, htmlFor, children }: Props) {
  const { t } = useTranslation();
  const ref = useRef<HTMLDivElement>(null);
  const found = useStore(foundStore, (s) => s === row);
  useEffect(() => {
    if (found) ref.current?.scrollIntoView({ block: 'nearest' });
  }, [found]);
  const reason = why ?? t(`${rows[row].words}.why`);
  const words = (
    <>
      <b>{title ?? t(`${rows[row].words}.name`)}</b>
      {reason && <span id={`why-${row}`}>{reason}</span>}
    </>
  );
  return (
    <div ref={ref} className={classes.row} data-row={row} data-found={found || undefined}>
      {htmlFor ? (
        <label htmlFor={htmlFor} className={classes.words}>
          {words}
        </label>
      ) : (
        <div className={classes.words}>{words}</div>
      )}
      {children && <div className={classes.control}>{children}</div>}
    </div>
  );
}
