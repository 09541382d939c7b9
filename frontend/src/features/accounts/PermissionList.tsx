import { Button } from '@mantine/core';
import {
  IconChartBar,
  IconCircleCheck,
  IconCircleMinus,
  IconId,
  IconInbox,
  IconLink,
  IconSend,
  IconUser,
  type TablerIcon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Permission, PermissionWord } from '../../state/permissions';
import { type Fact, FactList } from '../../ui/FactList';

const icons: Record<PermissionWord, TablerIcon> = {
  basic: IconUser,
  publish: IconSend,
  upload: IconInbox,
  links: IconLink,
  profile: IconId,
  statistics: IconChartBar,
};

type AskedProps = {
  asked: readonly Permission[];
  /** What was not granted before: it stands first and says so. */
  fresh?: readonly Permission[];
};

/** What TikTok is about to ask for, each with its reason. */
export function AskedList({ asked, fresh = [] }: AskedProps) {
  const { t } = useTranslation();
  const isFresh = ({ scope }: { scope: string }) => fresh.some((f) => f.scope === scope);
  return (
    <FactList
      facts={[...fresh, ...asked.filter((a) => !isFresh(a))].map(({ scope, word }) => ({
        key: scope,
        icon: icons[word],
        tone: isFresh({ scope }) ? 'amber' : 'quiet',
        title: isFresh({ scope })
          ? t('permission.fresh', { name: t(`permission.${word}.name`) })
          : t(`permission.${word}.name`),
        text: t(`permission.${word}.why`),
      }))}
    />
  );
}

type Props = {
  granted: readonly Permission[];
  missing: readonly Permission[];
  /** Asks for what is missing; left out where that is not possible. */
  onGrant?: () => void;
  /** Leaves out the reasons of what was granted. */
  brief?: boolean;
};

/** What was granted, with its reason, and what was not, with what then does not work. */
export function GrantedList({ granted, missing, onGrant, brief = false }: Props) {
  const { t } = useTranslation();
  const facts: Fact[] = granted.map(({ scope, word }) => ({
    key: scope,
    icon: IconCircleCheck,
    tone: 'green',
    title: t(`permission.${word}.name`),
    ...(brief ? {} : { text: t(`permission.${word}.why`) }),
  }));
  for (const { scope, word } of missing) {
    const name = t(`permission.${word}.name`);
    facts.push({
      key: scope,
      icon: IconCircleMinus,
      tone: 'amber',
      title: t('permission.missing', { name }),
      text: t(`permission.${word}.without`),
      ...(onGrant
        ? {
            action: (
              <Button
                variant="default"
                aria-label={t('permission.grantNamed', { name })}
                onClick={onGrant}
              >
                {t('permission.grant')}
              </Button>
            ),
          }
        : {}),
    });
  }
  return <FactList facts={facts} />;
}
