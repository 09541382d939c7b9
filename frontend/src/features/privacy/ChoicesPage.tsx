import { Button } from '@mantine/core';
import { IconExternalLink, IconInfoCircle, IconPlayerPauseFilled } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import * as calls from '../../backend/calls';
import type { Account } from '../../backend/types';
import { attempt, openLink } from '../../state/actions';
import { useAccountMap, usePosts, usePreferences } from '../../state/appStore';
import { usePauses, useSetPaused } from '../../state/pauses';
import { featureWord, known } from '../../state/permissions';
import { isInFlight } from '../../state/postStates';
import { useTask } from '../../state/useTask';
import { Avatar } from '../../ui/Avatar';
import { Note } from '../../ui/Note';
import { StateMark } from '../../ui/StateMark';
import page from './Page.module.css';
import { SwitchLine } from './SwitchLine';
import { accountName } from './words';

type Props = { onAccount: (id: string) => void };

/** Pause everything or an account, take permissions back, switch off what is optional. */
export function ChoicesPage({ onAccount }: Props) {
  const { t } = useTranslation();
  const map = useAccountMap();
  const accounts = useMemo(() => [...map.values()], [map]);
  return (
    <section className={page.page} aria-label={t('privacy.page.choices')}>
      <div className={page.inner}>
        <h2 className={page.title}>{t('privacy.choices.title')}</h2>
        <p className={page.lead}>{t('privacy.choices.text')}</p>
        <PausePart accounts={accounts} />
        <h3 className={page.heading}>{t('privacy.choices.withdraw')}</h3>
        <p className={page.text}>{t('privacy.choices.withdrawText')}</p>
        {accounts.length === 0 ? (
          <p className={page.text}>{t('privacy.choices.none')}</p>
        ) : (
          <ul className={page.rows}>
            {accounts.map((a) => (
              <li key={a.id} className={page.row}>
                <AccountPicture account={a} />
                <div className={page.words}>
                  <b>{accountName(a)}</b>
                  <span>
                    {a.scopes.length === 0
                      ? t('privacy.choices.noScopes')
                      : known(a.scopes)
                          .map((p) => t(`permission.${p.word}.name`))
                          .join(' · ')}
                  </span>
                </div>
                <Button
                  variant="default"
                  aria-label={t('privacy.choices.manageOf', { name: accountName(a) })}
                  onClick={() => onAccount(a.id)}
                >
                  {t('privacy.choices.manage')}
                </Button>
              </li>
            ))}
          </ul>
        )}
        <div className={page.buttons}>
          <Button
            variant="default"
            leftSection={<IconExternalLink size={15} stroke={1.7} aria-hidden />}
            onClick={() => void openLink('app-permissions')}
          >
            {t('privacy.choices.tiktokSettings')}
          </Button>
        </div>
        <OptionalPart />
      </div>
    </section>
  );
}

function AccountPicture({ account }: { account: Account }) {
  return <Avatar name={account.nickname || account.username} src={account.avatarUrl} size={28} />;
}

function PausePart({ accounts }: { accounts: readonly Account[] }) {
  const { t } = useTranslation();
  const pauses = usePauses();
  const setPaused = useSetPaused();
  const { busy, run } = useTask();
  const posts = usePosts();
  const onTheWay = useMemo(
    () => [...posts.values()].filter((p) => isInFlight(p.state)).length,
    [posts],
  );
  const set = async (id: string, on: boolean) => {
    if (busy) return;
    await run(() => setPaused(id, on));
  };
  return (
    <>
      <h3 className={page.heading}>{t('privacy.choices.pause')}</h3>
      <ul className={page.rows}>
        <SwitchLine
          name={t('privacy.choices.pauseAll')}
          label={t('privacy.choices.pauseAll')}
          text={t('privacy.choices.pauseAllText')}
          on={pauses.all}
          onChange={(on) => void set('', on)}
        />
        {accounts.map((a) => {
          const own = pauses.accountIds.includes(a.id);
          return (
            <SwitchLine
              key={a.id}
              lead={<AccountPicture account={a} />}
              name={accountName(a)}
              label={t('privacy.choices.pauseOne', { name: accountName(a) })}
              on={own}
              onChange={(on) => void set(a.id, on)}
            >
              {(own || pauses.all) && (
                <StateMark icon={IconPlayerPauseFilled} tone="amber" size={13}>
                  {t(own ? 'privacy.choices.pausedHere' : 'privacy.choices.underAll')}
                </StateMark>
              )}
            </SwitchLine>
          );
        })}
      </ul>
      {onTheWay > 0 && (
        <div className={page.note}>
          <Note icon={IconInfoCircle}>{t('privacy.choices.inFlight', { count: onTheWay })}</Note>
        </div>
      )}
    </>
  );
}

function OptionalPart() {
  const { t } = useTranslation();
  const { features, notifications } = usePreferences();
  const tell = (part: Partial<typeof notifications>) =>
    void attempt(() => calls.setNotifications({ ...notifications, ...part }));
  return (
    <>
      <h3 className={page.heading}>{t('privacy.choices.optional')}</h3>
      <p className={page.text}>{t('privacy.choices.optionalText')}</p>
      <ul className={page.rows}>
        {features.map((f) => {
          const word = featureWord(f);
          return (
            word && (
              <SwitchLine
                key={f.name}
                name={t(`features.${word}.name`)}
                label={t(`features.${word}.name`)}
                text={t(`features.${word}.why`)}
                on={f.on}
                onChange={(on) => void attempt(() => calls.setFeature(f.name, on))}
              />
            )
          );
        })}
        <SwitchLine
          name={t('privacy.choices.notifications')}
          label={t('privacy.choices.notifications')}
          text={t('privacy.choices.notificationsText')}
          on={notifications.on}
          onChange={(on) => tell({ on })}
        />
        <SwitchLine
          name={t('privacy.choices.hide')}
          label={t('privacy.choices.hide')}
          text={t('privacy.choices.hideText')}
          on={notifications.hideContent}
          disabled={!notifications.on}
          onChange={(hideContent) => tell({ hideContent })}
        />
      </ul>
    </>
  );
}
