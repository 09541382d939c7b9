import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useCanConnect } from '../../state/appStore';
import { openConnect } from '../../state/ui';
import { EmptyScreen } from '../../ui/EmptyScreen';

/** Nobody is connected: the first thing to do is the app if there is none, then an account. */
export function AccountsEmpty({ onSetUpApp }: { onSetUpApp: () => void }) {
  const { t } = useTranslation();
  const canConnect = useCanConnect();
  if (!canConnect) {
    return (
      <EmptyScreen title={t('accounts.noAppTitle')} text={t('accounts.noAppText')}>
        <Button size="md" onClick={onSetUpApp}>
          {t('connect.setUpApp')}
        </Button>
      </EmptyScreen>
    );
  }
  return (
    <EmptyScreen title={t('accounts.emptyTitle')} text={t('accounts.emptyText')}>
      <Button size="md" onClick={() => openConnect()}>
        {t('composer.connect')}
      </Button>
    </EmptyScreen>
  );
}
