import { Button } from '@mantine/core';
import { IconCopy, IconDeviceDesktop, IconShieldLock } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { setUi } from '../../state/ui';
import { useTask } from '../../state/useTask';
import { acceptPolicy } from '../../state/welcome';
import { EnterKey } from './EnterKey';
import classes from './Step.module.css';

/** What Cuedrop is, in three facts, and the policies. */
export function AcceptStep() {
  const { t } = useTranslation();
  const [explained, setExplained] = useState(false);
  const { busy, run } = useTask();
  return (
    <>
      <h1 className={classes.title}>{t('firstRun.title')}</h1>
      <p className={classes.lead}>{t('firstRun.text')}</p>
      <ul className={classes.facts}>
        <li>
          <IconDeviceDesktop size={18} stroke={1.7} aria-hidden />
          <span>
            {t('firstRun.fact.computer')}{' '}
            <button
              type="button"
              className={classes.more}
              aria-expanded={explained}
              onClick={() => setExplained(!explained)}
            >
              {t('firstRun.fact.what')}
            </button>
          </span>
          {explained && <p>{t('firstRun.fact.computerMeans')}</p>}
        </li>
        <li>
          <IconShieldLock size={18} stroke={1.7} aria-hidden />
          <span>{t('firstRun.fact.data')}</span>
        </li>
        <li>
          <IconCopy size={18} stroke={1.7} aria-hidden />
          <span>{t('firstRun.fact.files')}</span>
        </li>
      </ul>
      <p className={classes.terms}>
        <Trans
          i18nKey="firstRun.accepting"
          components={{
            privacy: <TextButton onClick={() => setUi({ reading: 'privacy' })} />,
            terms: <TextButton onClick={() => setUi({ reading: 'terms' })} />,
          }}
        />
      </p>
      <div className={classes.acts}>
        <Button
          size="md"
          data-accept
          data-autofocus
          disabled={busy}
          rightSection={<EnterKey />}
          onClick={() => void run(acceptPolicy)}
        >
          {t('firstRun.accept')}
        </Button>
      </div>
    </>
  );
}

function TextButton({ onClick, children }: { onClick: () => void; children?: ReactNode }) {
  return (
    <button type="button" onClick={onClick}>
      {children}
    </button>
  );
}
