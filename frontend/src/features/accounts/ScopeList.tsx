import { IconCircleCheck, IconCircleMinus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { FactList } from '../../ui/FactList';
import { scopes } from './model';

/** What TikTok lets Cuedrop do, each with its reason. granted null: about to be asked for. */
export function ScopeList({ granted }: { granted: readonly string[] | null }) {
  const { t } = useTranslation();
  return (
    <FactList
      facts={scopes.map(({ scope, word }) => {
        const given = granted === null || granted.includes(scope);
        return {
          key: scope,
          icon: given ? IconCircleCheck : IconCircleMinus,
          tone: given ? 'green' : 'quiet',
          title: t(`accounts.scope.${word}.name`),
          text: given ? t(`accounts.scope.${word}.why`) : t('accounts.notAllowed'),
        };
      })}
    />
  );
}
