import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { setUi } from '../../state/ui';
import { EmptyScreen } from '../../ui/EmptyScreen';

export function AccountsEmpty() {
  const { t } = useTranslation();
  return (
    <EmptyScreen title={t('accounts.emptyTitle')} text={t('accounts.emptyText')}>
      <Button size="md" onClick={() => setUi({ connecting: true })}>
        {t('composer.connect')}
      </Button>
    </EmptyScreen>
  );
}
