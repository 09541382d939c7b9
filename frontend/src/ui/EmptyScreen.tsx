import type { ReactNode } from 'react';
import classes from './EmptyScreen.module.css';

type Props = {
  title: string;
  text?: string;
  help?: string;
  drawing?: ReactNode;
  children?: ReactNode;
};

/** What a place is for, one action, one line of help. */
export function EmptyScreen({ title, text, help, drawing, children }: Props) {
  return (
    <div className={classes.screen}>
      {drawing}
      <h2 className={classes.title}>{title}</h2>
      {text && <p className={classes.text}>{text}</p>}
      {children && <div className={classes.act}>{children}</div>}
      {help && <p className={classes.help}>{help}</p>}
    </div>
  );
}
