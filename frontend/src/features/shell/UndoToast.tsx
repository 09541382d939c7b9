import { Button } from '@mantine/core';
import {
  IconCalendarClock,
  IconCheck,
  IconPencil,
  IconTrash,
  type TablerIcon,
} from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSelecting } from '../../state/selection';
import { settleUndo, type Undo, type UndoKind, useUi } from '../../state/ui';
import { Kbd } from '../../ui/Kbd';
import classes from './UndoToast.module.css';

const lastsMs = 10_000;
const tickMs = 100;

const icons: Record<UndoKind, TablerIcon> = {
  delete: IconTrash,
  move: IconCalendarClock,
  edit: IconPencil,
  settle: IconCheck,
};

/** What you did, with ten seconds to take it back; the clock stands still under the pointer. */
export function UndoToast() {
  const undo = useUi((s) => s.undo);
  return undo ? <Toast key={undo.id} undo={undo} /> : null;
}

function Toast({ undo }: { undo: Undo }) {
  const { t } = useTranslation();
  const [left, setLeft] = useState(lastsMs);
  const paused = useRef(false);
  useEffect(() => {
    const timer = setInterval(() => {
      if (!paused.current) setLeft((ms) => ms - tickMs);
    }, tickMs);
    return () => clearInterval(timer);
  }, []);
  useEffect(() => {
    if (left <= 0) settleUndo(undo.id, false);
  }, [left, undo.id]);
  const hold = (on: boolean) => () => {
    paused.current = on;
  };
  const Icon = icons[undo.kind];
  // Above the bar of a selection.
  const lifted = useSelecting();
  return (
    <div
      className={classes.toast}
      data-lifted={lifted || undefined}
      role="status"
      onPointerEnter={hold(true)}
      onPointerLeave={hold(false)}
      onFocus={hold(true)}
      onBlur={hold(false)}
    >
      <Icon size={16} stroke={1.7} aria-hidden />
      <span className={classes.label}>{undo.label}</span>
      <Button
        className={classes.undo}
        rightSection={<Kbd keys="Ctrl Z" onFill />}
        aria-keyshortcuts="Control+Z"
        onClick={() => settleUndo(undo.id, true)}
      >
        {t('undo.undo')}
      </Button>
      <span className={classes.line} style={{ width: `${(left / lastsMs) * 100}%` }} aria-hidden />
    </div>
  );
}
