import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './DialogBody.module.css';
import { useReturnFocus } from './useReturnFocus';

type Props = { title: string; children: ReactNode; actions: ReactNode };

/** The inside of a dialog: the question as its title, facts, then the choices as verbs. */
export function DialogBody({ title, children, actions }: Props) {
  useReturnFocus();
  return (
    <div className={classes.body}>
      <Modal.Title className={classes.title ?? ''}>{title}</Modal.Title>
      {children}
      <div className={classes.actions}>{actions}</div>
    </div>
  );
}
