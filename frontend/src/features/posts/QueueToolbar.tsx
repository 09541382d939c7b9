import { Button, TextInput } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconPlus, IconSearch, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { chooseFiles } from '../../state/actions';
import { setUi, useUi } from '../../state/ui';
import { IconButton } from '../../ui/IconButton';
import { Kbd } from '../../ui/Kbd';
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
        <TextInput
          className={classes.search}
          data-search
          aria-label={t('queue.search')}
          aria-keyshortcuts="/"
          placeholder={t(narrow ? 'queue.searchShort' : 'queue.search')}
          value={search}
          spellCheck={false}
          onChange={(e) => setUi({ search: e.currentTarget.value })}
          onKeyDown={(e) => {
            if (e.key !== 'Escape') return;
            if (search) setUi({ search: '' });
            else e.currentTarget.blur();
          }}
          leftSection={<IconSearch size={14} stroke={1.7} aria-hidden />}
          rightSection={
            search ? (
              <IconButton
                icon={IconX}
                size={13}
                label={t('queue.clear')}
                onClick={() => setUi({ search: '' })}
              />
            ) : (
              <Kbd keys="/" />
            )
          }
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
