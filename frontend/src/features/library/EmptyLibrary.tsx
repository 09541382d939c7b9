import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { chooseFiles } from '../../state/actions';
import { EmptyScreen } from '../../ui/EmptyScreen';
import { TimeLine } from '../../ui/TimeLine';

export function EmptyLibrary() {
  const { t } = useTranslation();
  return (
    <EmptyScreen
      drawing={<TimeLine />}
      title={t('library.emptyTitle')}
      text={t('library.emptyText')}
      help={t('queue.emptyHelp')}
    >
      <Button size="md" onClick={() => void chooseFiles()}>
        {t('library.add')}
      </Button>
    </EmptyScreen>
  );
}

type NothingProps = { search: string; onClear: () => void };

/** No clip is what was asked for. */
export function NothingFound({ search, onClear }: NothingProps) {
  const { t } = useTranslation();
  return (
    <EmptyScreen title={search ? t('library.nothing', { search }) : t('library.nothingHere')}>
      <Button variant="default" onClick={onClear}>
        {search ? t('library.clearSearch') : t('library.showAll')}
      </Button>
    </EmptyScreen>
  );
}
