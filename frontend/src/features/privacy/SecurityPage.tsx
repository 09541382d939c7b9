import { Button } from '@mantine/core';
import {
  IconAlertTriangle,
  IconBinaryTree,
  IconFolderCheck,
  IconKey,
  IconLockCheck,
  IconMovie,
  IconPlugConnectedX,
  IconShieldCheck,
  type TablerIcon,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fetchFFmpeg } from '../../backend/calls';
import { fetchRightsUsed } from '../../backend/privacyCalls';
import { dayKey } from '../../lib/zones';
import { useAccountMap, useFacts, useHealth } from '../../state/appStore';
import { keys } from '../../state/keys';
import { setUi } from '../../state/ui';
import { useNow } from '../../state/useNow';
import { type Fact, FactList } from '../../ui/FactList';
import { spanOf } from './ledgerModel';
import page from './Page.module.css';
import { StopDialog } from './StopDialog';
import { type Concern, concerning, concerns } from './securityModel';
import { UsedTable } from './UsedTable';
import { useMonth } from './useMonth';
import { formatCount } from './words';

type Props = { onAccounts: () => void; onSettings: () => void };

const concernIcons: Record<Concern, TablerIcon> = {
  key: IconLockCheck,
  journal: IconBinaryTree,
  folder: IconFolderCheck,
};

/** What protects the workspace, each with its remedy; and the button for when something is wrong. */
export function SecurityPage({ onAccounts, onSettings }: Props) {
  const { t } = useTranslation();
  const [stopping, setStopping] = useState(false);
  const accounts = useAccountMap();
  const used = useQuery({ queryKey: keys.rightsUsed, queryFn: fetchRightsUsed, staleTime: 0 });
  const facts = useFactsOfSecurity(onAccounts, onSettings);
  const latest = used.data?.slice(0, 5) ?? [];
  return (
    <section className={page.page} aria-label={t('privacy.page.security')}>
      <div className={page.inner}>
        <h2 className={page.title}>{t('privacy.security.title')}</h2>
        <p className={page.lead}>{t('privacy.security.text')}</p>
        <FactList facts={facts} />
        <h3 className={page.heading}>{t('privacy.security.incident')}</h3>
        <p className={page.text}>{t('privacy.security.incidentText')}</p>
        <div className={page.buttons}>
          <Button
            variant="default"
            data-danger
            leftSection={<IconPlugConnectedX size={15} stroke={1.7} aria-hidden />}
            onClick={() => setStopping(true)}
          >
            {t('privacy.security.stop')}
          </Button>
        </div>
        {latest.length > 0 && (
          <>
            <h3 className={page.heading}>{t('privacy.security.activity')}</h3>
            <UsedTable used={latest} />
            <div className={page.buttons}>
              <Button variant="default" onClick={() => setUi({ privacyPage: 'used' })}>
                {t('privacy.security.activityAll')}
              </Button>
            </div>
          </>
        )}
      </div>
      {stopping && (
        <StopDialog accounts={[...accounts.values()]} onClose={() => setStopping(false)} />
      )}
    </section>
  );
}

function useFactsOfSecurity(onAccounts: () => void, onSettings: () => void): Fact[] {
  const { t, i18n } = useTranslation();
  const { zone } = useFacts();
  const today = dayKey(useNow(), zone);
  const from = useMemo(
    () => spanOf({ kind: 'month' }, zone, new Date(`${today}T12:00:00Z`)).from,
    [zone, today],
  );
  const month = useMonth(from);
  const health = useHealth();
  const accounts = [...useAccountMap().values()];
  const ffmpeg = useQuery({ queryKey: keys.ffmpegInUse, queryFn: fetchFFmpeg });
  const out = accounts.filter((a) => a.health !== 'ok').length;
  const go = (label: string, onClick: () => void) => (
    <Button variant="default" size="xs" onClick={onClick}>
      {label}
    </Button>
  );
  const facts: Fact[] = concerns.map((c) => {
    const bad = concerning(health, c);
    return bad
      ? { key: c, icon: IconAlertTriangle, tone: 'amber', title: bad.message, text: bad.remedy }
      : {
          key: c,
          icon: concernIcons[c],
          tone: 'green',
          title: t(`privacy.security.${c}.ok`),
          text: t(`privacy.security.${c}.okText`),
        };
  });
  facts.push({
    key: 'signIns',
    icon: out > 0 ? IconAlertTriangle : IconKey,
    tone: accounts.length === 0 ? 'quiet' : out > 0 ? 'amber' : 'green',
    title:
      accounts.length === 0
        ? t('privacy.security.signIns.none')
        : out > 0
          ? t('privacy.security.signIns.bad', { count: out })
          : t('privacy.security.signIns.ok', { count: accounts.length }),
    ...(accounts.length > 0 ? { text: t('privacy.security.signIns.text') } : {}),
    action: go(t('privacy.security.signIns.go'), onAccounts),
  });
  if (month) {
    const { blocked } = month;
    facts.push({
      key: 'egress',
      icon: blocked > 0 ? IconAlertTriangle : IconShieldCheck,
      tone: blocked > 0 ? 'amber' : 'green',
      title:
        blocked > 0
          ? t('privacy.security.egress.bad', {
              count: blocked,
              n: formatCount(blocked, i18n.language),
            })
          : t('privacy.security.egress.ok'),
      text: t(blocked > 0 ? 'privacy.security.egress.badText' : 'privacy.security.egress.okText'),
      action: go(t('privacy.security.egress.go'), () => setUi({ privacyPage: 'leaves' })),
    });
  }
  const { data } = ffmpeg;
  facts.push({
    key: 'ffmpeg',
    icon: data && data.path === '' ? IconAlertTriangle : IconMovie,
    tone: !data ? 'quiet' : data.path === '' || data.advice ? 'amber' : 'green',
    title: !data
      ? t('privacy.security.ffmpeg.asking')
      : data.path === ''
        ? t('privacy.security.ffmpeg.none')
        : t('privacy.security.ffmpeg.ok', { version: data.version }),
    text: data?.advice || t('privacy.security.ffmpeg.text'),
    action: go(t('privacy.security.ffmpeg.go'), onSettings),
  });
  return facts;
}
