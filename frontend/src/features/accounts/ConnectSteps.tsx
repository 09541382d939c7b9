import { Button } from '@mantine/core';
import {
  IconAlertOctagon,
  IconBrowserShare,
  IconCheck,
  IconCopy,
  IconInfoCircle,
} from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Account } from '../../backend/types';
import { usePreferences } from '../../state/appStore';
import { askedFor, missingOf } from '../../state/permissions';
import { copyText } from '../../ui/CopyText';
import { DialogBody } from '../../ui/DialogBody';
import { Note } from '../../ui/Note';
import classes from './ConnectDialog.module.css';
import { accountName } from './model';
import { AskedList } from './PermissionList';

type ExplainProps = {
  account: Account | undefined;
  policies: ReactNode;
  onStart: () => Promise<void>;
  onClose: () => void;
};

/** What TikTok will ask for, and why, before the browser opens. */
export function ExplainStep({ account, policies, onStart, onClose }: ExplainProps) {
  const { t } = useTranslation();
  const asked = askedFor(usePreferences());
  const fresh = account ? missingOf(account) : [];
  return (
    <DialogBody
      title={account ? t('connect.titleAgain', { name: accountName(account) }) : t('connect.title')}
      actions={
        <>
          <Button size="md" variant="default" onClick={onClose}>
            {t('connect.cancel')}
          </Button>
          <Button
            size="md"
            data-autofocus
            leftSection={<IconBrowserShare size={16} stroke={1.7} aria-hidden />}
            onClick={() => void onStart()}
          >
            {t('connect.go')}
          </Button>
        </>
      }
    >
      <p>{t('connect.text')}</p>
      <AskedList asked={asked} fresh={fresh} />
      <p className={classes.promise}>{t('connect.promise')}</p>
      <div className={classes.policies}>{policies}</div>
    </DialogBody>
  );
}

/** The browser has the word. */
export function WaitingStep({ url, onClose }: { url: string; onClose: () => void }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  return (
    <DialogBody
      title={t('connect.waiting')}
      actions={
        <Button size="md" variant="default" data-autofocus onClick={onClose}>
          {t('connect.cancel')}
        </Button>
      }
    >
      <p role="status">{t('connect.waitingText')}</p>
      <div className={classes.fallback}>
        <span>{t('connect.noBrowser')}</span>
        <Button
          variant="default"
          disabled={!url}
          leftSection={
            copied ? (
              <IconCheck size={14} stroke={1.9} aria-hidden />
            ) : (
              <IconCopy size={14} stroke={1.7} aria-hidden />
            )
          }
          onClick={() => void copyText(url).then(setCopied)}
        >
          {copied ? t('connect.copied') : t('connect.copyLink')}
        </Button>
      </div>
      <p className={classes.promise}>{t('connect.ends')}</p>
    </DialogBody>
  );
}

type EndedProps = {
  declined: boolean;
  message: string;
  onAgain: () => Promise<void>;
  onClose: () => void;
};

/** Nothing was connected, in the words of the back end. */
export function EndedStep({ declined, message, onAgain, onClose }: EndedProps) {
  const { t } = useTranslation();
  return (
    <DialogBody
      title={t(declined ? 'connect.declined' : 'connect.failed')}
      actions={
        <>
          <Button size="md" variant="default" onClick={onClose}>
            {t('common.close')}
          </Button>
          <Button
            size="md"
            data-autofocus
            leftSection={<IconBrowserShare size={16} stroke={1.7} aria-hidden />}
            onClick={() => void onAgain()}
          >
            {t('connect.again')}
          </Button>
        </>
      }
    >
      <Note
        role="alert"
        tone={declined ? 'quiet' : 'red'}
        icon={declined ? IconInfoCircle : IconAlertOctagon}
      >
        <p className="selectable">{message}</p>
      </Note>
    </DialogBody>
  );
}
