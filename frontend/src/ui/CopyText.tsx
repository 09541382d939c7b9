import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import classes from './CopyText.module.css';

type Props = { text: string; label: string; tabIndex?: number };

/** A small code that can be copied with one click. */
export function CopyText({ text, label, tabIndex = 0 }: Props) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  const Icon = copied ? IconCheck : IconCopy;
  return (
    <button
      type="button"
      className={classes.copy}
      aria-label={label}
      tabIndex={tabIndex}
      onClick={(e) => {
        e.stopPropagation();
        void copyText(text).then(setCopied);
      }}
    >
      <code>{text}</code>
      <Icon size={12} stroke={1.7} aria-hidden />
    </button>
  );
}

/** Copies text; false when the system refused. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
