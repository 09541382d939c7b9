import { Button, Loader, Modal } from '@mantine/core';
import { IconBrowserShare, IconCopy } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { openLink } from '../../state/actions';
import { useFacts } from '../../state/appStore';
import { setUi, useUi } from '../../state/ui';
import { copyText } from '../../ui/CopyText';
import { DialogBody } from '../../ui/DialogBody';
import classes from './ConnectDialog.module.css';
import { ScopeList } from './ScopeList';
import { useConnect } from './useConnect';

/** Explains what TikTok will ask before the browser opens, then waits for it. */
export function ConnectDialog() {
  const open = useUi((s) => s.connecting);
  const { canConnect } = useFacts();
  const close = () => setUi({ connecting: false });
  if (!open) return null;
  return canConnect ? <Connect onDone={close} /> : <NoCredentials onClose={close} />;
}

function Connect({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const { state, start, cancel } = useConnect(onDone);
  const [copied, setCopied] = useState(false);
  const waiting = state.step === 'waiting';
  return (
    <Modal opened onClose={cancel} size={480} padding={0} centered closeOnClickOutside={!waiting}>
      {waiting ? (
        <DialogBody
          title={t('connect.waiting')}
          actions={
            <Button size="md" variant="default" data-autofocus onClick={cancel}>
              {t('connect.cancel')}
            </Button>
          }
        >
          <p role="status">{t('connect.waitingText')}</p>
          <div className={classes.wait}>
            <Loader size={16} aria-hidden />
            <span>{t('connect.noBrowser')}</span>
            <Button
              variant="default"
              disabled={!state.url}
              leftSection={<IconCopy size={14} stroke={1.7} aria-hidden />}
              onClick={() => void copyText(state.url).then(setCopied)}
            >
              {copied ? t('connect.copied') : t('connect.copyLink')}
            </Button>
          </div>
        </DialogBody>
      ) : (
        <DialogBody
          title={state.step === 'failed' ? t('connect.failed') : t('connect.title')}
          actions={
            <>
              <Button size="md" variant="default" onClick={cancel}>
                {t('connect.cancel')}
              </Button>
              <Button
                size="md"
                data-autofocus
                leftSection={<IconBrowserShare size={16} stroke={1.7} aria-hidden />}
                onClick={() => void start()}
              >
                {state.step === 'failed' ? t('connect.again') : t('connect.go')}
              </Button>
            </>
          }
        >
          {state.step === 'failed' && (
            <p className={classes.failed} role="alert">
              {state.message}
            </p>
          )}
          <p>{t('connect.text')}</p>
          <ScopeList granted={null} />
          <p className={classes.promise}>{t('connect.promise')}</p>
        </DialogBody>
      )}
    </Modal>
  );
}

function NoCredentials({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={onClose} size={460} padding={0} centered>
      <DialogBody
        title={t('connect.noCredentials')}
        actions={
          <>
            <Button size="md" variant="default" onClick={onClose}>
              {t('common.close')}
            </Button>
            <Button size="md" data-autofocus onClick={() => void openLink('developer-portal')}>
              {t('connect.portal')}
            </Button>
          </>
        }
      >
        <p>{t('connect.noCredentialsText')}</p>
      </DialogBody>
    </Modal>
  );
}
