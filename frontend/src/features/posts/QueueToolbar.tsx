import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { chooseFiles } from '../../state/actions';
import { setUi, useUi } from '../../state/ui';
import { Kbd } from '../../ui/Kbd';
import { SearchField } from '../../ui/SearchField';
import { Toolbar } from '../../ui/Toolbar';
import { QueueFilters } from './QueueFilters';
import classes from './QueueToolbar.module.css';

/** Title, filters, search and the one primary button. bare leaves only title and button. */
export function QueueToolbar({ bare }: { bare: boolean }) {
  const { t } = useTranslation();
  const search = useUi((s) => s.search);
  const narrow = useMediaQuery('(width < 1000px)', false, { getInitialValueInEffect: false });
  return (
    <Toolbar title={t('queue.title')} start={bare ? null : <QueueFilters />}>
      {!bare && (
        <SearchField
          className={classes.search}
          label={t('queue.search')}
          placeholder={t(narrow ? 'queue.searchShort' : 'queue.search')}
          clearLabel={t('queue.clear')}
          value={search}
          onChange={(value) => setUi({ search: value })}
        />
      )}
      <Button
        aria-keyshortcuts="n"
        leftSection={<IconPlus size={15} stroke={2} aria-hidden />}
        rightSection={<Kbd keys="N" onFill />}
        onClick={() => void chooseFiles()}
      >
        {t('queue.newPost')}
      </Button>
    </Toolbar>
  );
}
