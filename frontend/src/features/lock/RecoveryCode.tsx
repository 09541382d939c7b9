import { Button, Checkbox } from '@mantine/core';
import {
  IconAlertOctagon,
  IconCheck,
  IconCopy,
  IconDownload,
  IconKey,
  IconPrinter,
} from '@tabler/icons-react';
import { useState } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { saveRecoveryCode, tellCodeKept } from '../../backend/workspaceCalls';
import { useTask } from '../../state/useTask';
import { copyText } from '../../ui/CopyText';
import { DialogBody } from '../../ui/DialogBody';
import { Note } from '../../ui/Note';
import classes from './RecoveryCode.module.css';

type Props = { code: string; workspace: string; onKept: () => void };

/** The recovery code, this once. It goes when whoever reads it says that it is kept. */
export function RecoveryCode({ code, workspace, onKept }: Props) {
  const { t } = useTranslation();
  const [kept, setKept] = useState(false);
  const [copied, setCopied] = useState(false);
  const [said, setSaid] = useState<'clipboard' | 'notCopied' | 'saved' | null>(null);
  const { busy, error, run } = useTask();
  const copy = async () => {
    const done = await copyText(code);
    setCopied(done);
    setSaid(done ? 'clipboard' : 'notCopied');
  };
  // The back end has the code, and asks where it goes: the page names no file.
  const save = () =>
    run(async () => {
      if (await saveRecoveryCode()) setSaid('saved');
    });
  const done = () => {
    void tellCodeKept();
    onKept();
  };
  return (
    <DialogBody
      title={t('lock.code.title')}
      actions={
        <Button size="md" disabled={!kept || busy} onClick={done}>
          {t('lock.code.done')}
        </Button>
      }
    >
      <p>{t('lock.code.text')}</p>
      <output className={`${classes.code} selectable`} aria-label={t('lock.code.name')}>
        {code}
      </output>
      <div className={classes.buttons}>
        <Button
          variant="default"
          data-autofocus
          leftSection={
            copied ? (
              <IconCheck size={15} stroke={1.8} aria-hidden />
            ) : (
              <IconCopy size={15} stroke={1.7} aria-hidden />
            )
          }
          onClick={() => void copy()}
        >
          {t(copied ? 'lock.code.copied' : 'lock.code.copy')}
        </Button>
        <Button
          variant="default"
          leftSection={<IconPrinter size={15} stroke={1.7} aria-hidden />}
          onClick={() => window.print()}
        >
          {t('lock.code.print')}
        </Button>
        <Button
          variant="default"
          disabled={busy}
          leftSection={<IconDownload size={15} stroke={1.7} aria-hidden />}
          onClick={() => void save()}
        >
          {t('lock.code.save')}
        </Button>
        <span className={classes.said} role="status">
          {said && t(`lock.code.${said}`)}
        </span>
      </div>
      {error && (
        <Note icon={IconAlertOctagon} tone="red" role="alert">
          {error}
        </Note>
      )}
      <Note icon={IconKey} tone="amber">
        {t('lock.code.where')}
      </Note>
      <Checkbox
        className={classes.kept ?? ''}
        label={t('lock.code.kept')}
        checked={kept}
        onChange={(e) => setKept(e.currentTarget.checked)}
      />
      {createPortal(
        <div className={classes.paper} data-paper>
          <h1>{t('lock.code.paper', { name: workspace })}</h1>
          <p className={classes.onPaper}>{code}</p>
          <p>{t('lock.code.paperText')}</p>
        </div>,
        document.body,
      )}
    </DialogBody>
  );
}
