import { Button, Switch } from '@mantine/core';
import { IconAlertOctagon, IconCircleCheck, IconHandStop } from '@tabler/icons-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import * as calls from '../../backend/calls';
import type { Account, Feature } from '../../backend/types';
import { accountName } from '../../lib/accountName';
import { type FeatureWord, grants } from '../../state/permissions';
import { openConnect } from '../../state/ui';
import { useTask } from '../../state/useTask';
import { Avatar } from '../../ui/Avatar';
import { Note } from '../../ui/Note';
import { StateMark } from '../../ui/StateMark';
import classes from './FeatureRow.module.css';

type Props = { feature: Feature; word: FeatureWord; accounts: readonly Account[] };

/** One optional feature: what it is for, its switch, and who still has to allow it. */
export function FeatureRow({ feature, word, accounts }: Props) {
  const { t } = useTranslation();
  const { busy, error, run } = useTask();
  const id = useId();
  const name = t(`features.${word}.name`);
  const lacking = accounts.filter((a) => !grants(a, feature.scope));

  const set = async (on: boolean) => {
    if (busy) return;
    await run(() => calls.setFeature(feature.name, on));
  };

  return (
    <div className={classes.row} data-feature={feature.name}>
      <div className={classes.head}>
        <label htmlFor={id} className={classes.words}>
          <b>{name}</b>
          <span id={`${id}-why`}>{t(`features.${word}.why`)}</span>
          <span>
            {t('features.scope')} <code>{feature.scope}</code>
          </span>
        </label>
        <Switch
          id={id}
          aria-label={name}
          aria-describedby={`${id}-why`}
          checked={feature.on}
          aria-busy={busy}
          onChange={(e) => void set(e.currentTarget.checked)}
        />
      </div>
      {error && (
        <Note icon={IconAlertOctagon} tone="red" role="alert">
          {error}
        </Note>
      )}
      {feature.on && accounts.length > 0 && (
        <div className={classes.who} role="status">
          {lacking.length === 0 ? (
            <StateMark icon={IconCircleCheck} tone="green">
              {t('features.allAllow')}
            </StateMark>
          ) : (
            <>
              <StateMark icon={IconHandStop} tone="amber">
                {t('features.lacking', { count: lacking.length })}
              </StateMark>
              <ul className={classes.list}>
                {lacking.map((a) => (
                  <li key={a.id}>
                    <Avatar name={a.nickname || a.username} src={a.avatarUrl} size={22} />
                    <span>{accountName(a)}</span>
                    <Button
                      variant="default"
                      size="xs"
                      aria-label={t(a.health === 'ok' ? 'features.grantFor' : 'features.signInAs', {
                        name: accountName(a),
                      })}
                      onClick={() => openConnect(a.id)}
                    >
                      {t(a.health === 'ok' ? 'permission.grant' : 'accounts.signIn')}
                    </Button>
                  </li>
                ))}
              </ul>
            </>
          )}
        </div>
      )}
    </div>
  );
}
