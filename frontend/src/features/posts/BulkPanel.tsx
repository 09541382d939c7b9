import { useEffect, useId, useRef } from 'react';
import type { BulkEditor } from '../../state/ui';
import { AccountForm } from './AccountForm';
import classes from './BulkPanel.module.css';
import { CaptionForm } from './CaptionForm';
import { showPlan } from './planStore';
import { ShiftForm } from './ShiftForm';
import { SlotsForm } from './SlotsForm';
import { SpreadForm } from './SpreadForm';

export type FormProps = { titleId: string; onClose: () => void };

const forms: Record<BulkEditor, (props: FormProps) => React.ReactNode> = {
  spread: SpreadForm,
  shift: ShiftForm,
  slots: SlotsForm,
  caption: CaptionForm,
  account: AccountForm,
};

type Props = { editor: BulkEditor; onClose: () => void };

/** The edit of many posts that is open. What it would do is shown in the rows; Escape does nothing. */
export function BulkPanel({ editor, onClose }: Props) {
  const panel = useRef<HTMLDivElement>(null);
  const titleId = useId();
  const Form = forms[editor];
  useEffect(() => {
    const first = panel.current?.querySelector<HTMLElement>('input, textarea, button');
    first?.focus();
    if (first instanceof HTMLTextAreaElement) first.setSelectionRange(-1, -1);
    return () => showPlan([]);
  }, []);
  return (
    <div
      ref={panel}
      role="dialog"
      aria-labelledby={titleId}
      className={classes.panel}
      onKeyDown={(e) => {
        // A calendar or a list inside it closes first.
        if (e.key !== 'Escape' || e.defaultPrevented) return;
        if (panel.current?.querySelector('[aria-expanded="true"]')) return;
        e.preventDefault();
        e.stopPropagation();
        onClose();
      }}
    >
      <Form titleId={titleId} onClose={onClose} />
    </div>
  );
}
