import { Button } from '@mantine/core';
import {
  IconAlertTriangle,
  IconBinaryTree,
  IconDeviceFloppy,
  IconFolderCheck,
  IconHelpCircle,
  IconKey,
  IconLockCheck,
  IconMovie,
  IconPassword,
  IconShieldCheck,
  type TablerIcon,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { fetchFacts } from '../../backend/securityCalls';
import { said } from '../../i18n/sentences';
import { dayKey } from '../../lib/zones';
import { useAccountMap, useFacts, useHealth } from '../../state/appStore';
import { keys } from '../../state/keys';
import { openPassphrase } from '../../state/lock';
import { setUi } from '../../state/ui';
import { useNow } from '../../state/useNow';
import { shownOf, useWorkspaces } from '../../state/workspaces';
import type { Fact } from '../../ui/FactList';
import { spanOf } from './ledgerModel';
import { type FactCode, type KnownFact, knownFacts } from './securityFacts';
import { type Concern, concerning } from './securityModel';
import { useMonth } from './useMonth';
import { formatCount } from './words';

export type Ways = { onAccounts: () => void; onSettings: (page: 'converting' | 'lock') => void };

const icons: Record<FactCode, TablerIcon> = {
  keyring: IconLockCheck,
  passphrase: IconPassword,
  disk: IconDeviceFloppy,
  folder: IconFolderCheck,
  ffmpeg: IconMovie,
};

/** Lasting conditions that know more about a fact than its state does. */
const concernOf: Partial<Record<FactCode, Concern>> = { keyring: 'key', folder: 'folder' };

/** What protects the workspace or does not, each with its remedy. */
export function useSecurityFacts(ways: Ways): Fact[] {
  const { data } = useQuery({ queryKey: keys.securityFacts, queryFn: fetchFacts, staleTime: 0 });
  const told = useTold(ways);
  const own = useOwn(ways);
  return [...knownFacts(data ?? []).map(told), ...own];
}

function Go({ children, onClick }: { children: ReactNode; onClick: () => void }) {
  return (
    <Button variant="default" size="xs" onClick={onClick}>
      {children}
    </Button>
  );
}

/** A fact of the back end in words. */
function useTold({ onSettings }: Ways): (fact: KnownFact) => Fact {
  const { t } = useTranslation();
  const health = useHealth();
  const { fixed } = useWorkspaces();
  const hasPassphrase = shownOf(useWorkspaces())?.passphrase ?? false;
  const wayOf = ({ code, state }: KnownFact): ReactNode => {
    if (code === 'ffmpeg') {
      return (
        <Go onClick={() => onSettings('converting')}>{t('privacy.security.go.converting')}</Go>
      );
    }
    if (code === 'passphrase' && hasPassphrase) {
      return <Go onClick={() => onSettings('lock')}>{t('privacy.security.go.lock')}</Go>;
    }
    const wanted = code === 'passphrase' || (code === 'keyring' && state !== 'ok');
    if (!wanted || hasPassphrase || fixed) return undefined;
    return <Go onClick={() => openPassphrase('set')}>{t('settings.setPassphrase')}</Go>;
  };
  return (fact) => {
    const { code, state, detail, remedy } = fact;
    const concern = concernOf[code];
    const bad = concern && concerning(health, concern);
    const action = wayOf(fact);
    const title = t(`privacy.security.fact.${code}.${state}`);
    return {
      key: code,
      icon:
        bad || state === 'warn' ? IconAlertTriangle : state === 'ok' ? icons[code] : IconHelpCircle,
      tone: bad || state === 'warn' ? 'amber' : state === 'ok' ? 'green' : 'quiet',
      title: bad?.message ?? (detail ? t('privacy.security.detail', { title, detail }) : title),
      // What is to be done is known best where it was looked.
      text: bad?.remedy ?? (said(remedy) || t(`privacy.security.fact.${code}.${state}Text`)),
      ...(action ? { action } : {}),
    };
  };
}

/** What the window itself knows: the record, the sign-ins, and where requests went. */
function useOwn({ onAccounts }: Ways): Fact[] {
  const { t, i18n } = useTranslation();
  const { zone } = useFacts();
  const today = dayKey(useNow(), zone);
  const from = useMemo(
    () => spanOf({ kind: 'month' }, zone, new Date(`${today}T12:00:00Z`)).from,
    [zone, today],
  );
  const month = useMonth(from);
  const journal = concerning(useHealth(), 'journal');
  const accounts = [...useAccountMap().values()];
  const out = accounts.filter((a) => a.health !== 'ok').length;
  const none = accounts.length === 0;
  const facts: Fact[] = [
    {
      key: 'journal',
      icon: journal ? IconAlertTriangle : IconBinaryTree,
      tone: journal ? 'amber' : 'green',
      title: journal?.message ?? t('privacy.security.journal.ok'),
      text: journal?.remedy ?? t('privacy.security.journal.okText'),
    },
    {
      key: 'signIns',
      icon: out > 0 ? IconAlertTriangle : IconKey,
      tone: none ? 'quiet' : out > 0 ? 'amber' : 'green',
      title: none
        ? t('privacy.security.signIns.none')
        : out > 0
          ? t('privacy.security.signIns.bad', { count: out })
          : t('privacy.security.signIns.ok', { count: accounts.length }),
      ...(none ? {} : { text: t('privacy.security.signIns.text') }),
      action: <Go onClick={onAccounts}>{t('privacy.security.signIns.go')}</Go>,
    },
  ];
  if (!month) return facts;
  const { blocked } = month;
  return [
    ...facts,
    {
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
      action: (
        <Go onClick={() => setUi({ privacyPage: 'leaves' })}>{t('privacy.security.egress.go')}</Go>
      ),
    },
  ];
}
