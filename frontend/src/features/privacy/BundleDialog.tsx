import { Button, Modal } from '@mantine/core';
import { IconAlertOctagon, IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { toAppError } from '../../backend/errors';
import { fetchSupportBundle, saveSupportBundle } from '../../backend/securityCalls';
import { notify } from '../../state/ui';
import { useTask } from '../../state/useTask';
import { DialogBody } from '../../ui/DialogBody';
import { Kbd } from '../../ui/Kbd';
import { Note } from '../../ui/Note';
import paper from './Paper.module.css';
import { useRefresh } from './useRefresh';

/** The support bundle, to be read whole before it is saved. Nothing sends it. */
export function BundleDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const refresh = useRefresh('security');
  // What is saved is what was shown last: it is made anew each time.
  const bundle = useQuery({
    queryKey: ['support-bundle'],
    queryFn: fetchSupportBundle,
    staleTime: 0,
    gcTime: 0,
  });
  const { busy, error, run } = useTask();
  const save = () =>
    run(async () => {
      if (!(await saveSupportBundle())) return;
      notify({ tone: 'green', title: t('privacy.bundle.saved'), text: '', fades: true });
      refresh();
      onClose();
    });
  const trouble = error || (bundle.error ? toAppError(bundle.error).message : '');
  return (
    <Modal opened onClose={onClose} size={680} padding={0} centered>
      <DialogBody
        title={t('privacy.bundle.title')}
        actions={
          <>
            <Button
              size="md"
              variant="default"
              data-autofocus
              rightSection={<Kbd keys="Esc" />}
              onClick={onClose}
            >
              {t('common.close')}
            </Button>
            <Button
              size="md"
              disabled={busy || !bundle.data}
              leftSection={<IconDownload size={15} stroke={1.7} aria-hidden />}
              onClick={() => void save()}
            >
              {t('privacy.bundle.save')}
            </Button>
          </>
        }
      >
        <p>{t('privacy.bundle.lead')}</p>
        {bundle.isPending && <p role="status">{t('privacy.bundle.making')}</p>}
        {bundle.data && <Paper label={t('privacy.bundle.title')}>{bundle.data}</Paper>}
        {trouble && (
          <Note icon={IconAlertOctagon} tone="red" role="alert">
            {trouble}
          </Note>
        )}
      </DialogBody>
    </Modal>
  );
}

type PaperProps = { label: string; children: string; short?: boolean };

/** A text as it will be in the file; it scrolls, by keyboard too. */
export function Paper({ label, children, short = false }: PaperProps) {
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard.
      tabIndex={0}
      aria-label={label}
      className={short ? `${paper.paper} ${paper.short} selectable` : `${paper.paper} selectable`}
    >
      {children}
    </section>
  );
}
