import { Button } from '@mantine/core';
import { IconFolderOpen } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { chooseFiles } from '../../state/actions';
import { setUi, useUi } from '../../state/ui';
import { EmptyScreen } from '../../ui/EmptyScreen';
import { TimeLine } from '../../ui/TimeLine';

/** The queue before the first clip. */
export function EmptyQueue() {
  const { t } = useTranslation();
  return (
    <EmptyScreen
      drawing={<TimeLine />}
      title={t('queue.emptyTitle')}
      text={t('queue.emptyText')}
      help={t('queue.emptyHelp')}
    >
      <Button
        size="md"
        leftSection={<IconFolderOpen size={16} stroke={1.8} aria-hidden />}
        onClick={() => void chooseFiles()}
      >
        {t('queue.choose')}
      </Button>
    </EmptyScreen>
  );
}

/** A search or a filter that leaves nothing. */
export function NothingFound() {
  const { t } = useTranslation();
  const search = useUi((s) => s.search);
  return (
    <EmptyScreen
      title={
        search ? t('queue.nothingFound', { query: search.trim() }) : t('queue.nothingFiltered')
      }
    >
      <Button
        variant="default"
        onClick={() => setUi({ search: '', stateFilter: 'all', accountFilter: null })}
      >
        {search ? t('queue.clear') : t('queue.clearFilters')}
      </Button>
    </EmptyScreen>
  );
}
