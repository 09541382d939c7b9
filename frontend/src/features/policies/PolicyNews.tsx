import { Button, Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import * as calls from '../../backend/calls';
import { usePreferences } from '../../state/appStore';
import { keys } from '../../state/keys';
import { setUi, useUi } from '../../state/ui';
import { useTask } from '../../state/useTask';
import { acceptPolicy, usePolicyNews } from '../../state/welcome';
import { DialogBody } from '../../ui/DialogBody';
import { Kbd } from '../../ui/Kbd';
import { versionLine } from './model';
import { PolicyLinks } from './PolicyLinks';
import classes from './PolicyNews.module.css';

/** Announces a version of the policies that is not the one that was accepted. */
export function PolicyNews() {
  const news = usePolicyNews();
  const later = useUi((s) => s.policyLater);
  return news && !later && <News />;
}

function News() {
  const { t, i18n } = useTranslation();
  const { policy } = usePreferences();
  const { busy, run } = useTask();
  const { data: changes } = useQuery({
    queryKey: keys.policyChanges(i18n.language, policy.digest),
    queryFn: () => calls.fetchPolicyChanges(i18n.language),
    retry: false,
  });
  const later = () => setUi({ policyLater: true });
  return (
    <Modal opened onClose={later} size={500} padding={0} centered closeOnClickOutside={false}>
      <DialogBody
        title={t('policy.newsTitle')}
        actions={
          <>
            <Button size="md" variant="default" rightSection={<Kbd keys="Esc" />} onClick={later}>
              {t('policy.later')}
            </Button>
            <Button size="md" data-autofocus disabled={busy} onClick={() => void run(acceptPolicy)}>
              {t('policy.accept')}
            </Button>
          </>
        }
      >
        <p>
          {t('policy.newsText', {
            ...versionLine(policy, i18n.language),
            before: policy.acceptedVersion,
          })}
        </p>
        {changes && changes.length > 0 && (
          <>
            <h3 className={classes.heading}>{t('policy.changed')}</h3>
            <ul className={classes.changes}>
              {changes.map((c) => (
                <li key={c}>{c}</li>
              ))}
            </ul>
          </>
        )}
        <p className={classes.until}>{t('policy.until')}</p>
        <PolicyLinks />
      </DialogBody>
    </Modal>
  );
}
