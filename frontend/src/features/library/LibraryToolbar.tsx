import { Button, Menu, SegmentedControl } from '@mantine/core';
import {
  IconArrowsSort,
  IconChevronDown,
  IconFolderOpen,
  IconLayoutGrid,
  IconList,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { chooseFiles } from '../../state/actions';
import { IconButton } from '../../ui/IconButton';
import { MenuChoice } from '../../ui/MenuChoice';
import { SearchField } from '../../ui/SearchField';
import { Toolbar } from '../../ui/Toolbar';
import classes from './LibraryToolbar.module.css';
import { type Filter, filters, type Sort, sorts } from './model';

type LibraryChoice = { filter: Filter; search: string; sort: Sort; table: boolean };

type Props = {
  choice: LibraryChoice;
  counts: Record<Filter, number>;
  onChange: (part: Partial<LibraryChoice>) => void;
};

/** Title, filters with their counts, search, order, pictures or table, and the one button. */
export function LibraryToolbar({ choice, counts, onChange }: Props) {
  const { t } = useTranslation();
  const { filter, search, sort, table } = choice;
  const word = (f: Filter) => `${t(`library.filter.${f}`)} ${counts[f]}`;
  if (counts.all === 0) {
    return (
      <Toolbar title={t('library.title')}>
        <AddButton />
      </Toolbar>
    );
  }
  return (
    <Toolbar
      title={t('library.title')}
      start={
        <>
          <SegmentedControl
            className={classes.filters ?? ''}
            aria-label={t('library.filters')}
            value={filter}
            data={filters.map((value) => ({ value, label: word(value) }))}
            onChange={(value) => onChange({ filter: value as Filter })}
          />
          <Menu position="bottom-start" offset={4}>
            <Menu.Target>
              <Button
                variant="default"
                className={classes.folded ?? ''}
                rightSection={<IconChevronDown size={13} stroke={1.7} aria-hidden />}
              >
                {word(filter)}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {filters.map((f) => (
                <MenuChoice key={f} on={f === filter} onChoose={() => onChange({ filter: f })}>
                  {word(f)}
                </MenuChoice>
              ))}
            </Menu.Dropdown>
          </Menu>
        </>
      }
    >
      <SearchField
        className={classes.search}
        label={t('library.search')}
        placeholder={t('library.search')}
        clearLabel={t('queue.clear')}
        value={search}
        onChange={(value) => onChange({ search: value })}
      />
      <Menu position="bottom-end" offset={4}>
        <Menu.Target>
          <IconButton
            icon={IconArrowsSort}
            label={t('library.sortBy', { order: t(`library.sort.${sort}`) })}
          />
        </Menu.Target>
        <Menu.Dropdown>
          {sorts.map((s) => (
            <MenuChoice key={s} on={s === sort} onChoose={() => onChange({ sort: s })}>
              {t(`library.sort.${s}`)}
            </MenuChoice>
          ))}
        </Menu.Dropdown>
      </Menu>
      <SegmentedControl
        className={classes.views ?? ''}
        aria-label={t('library.view')}
        value={table ? 'table' : 'grid'}
        data={[
          { value: 'grid', label: <ViewIcon icon={IconLayoutGrid} word={t('library.grid')} /> },
          { value: 'table', label: <ViewIcon icon={IconList} word={t('library.table')} /> },
        ]}
        onChange={(value) => onChange({ table: value === 'table' })}
      />
      <AddButton />
    </Toolbar>
  );
}

function AddButton() {
  const { t } = useTranslation();
  return (
    <Button
      leftSection={<IconFolderOpen size={16} stroke={1.7} aria-hidden />}
      onClick={() => void chooseFiles()}
    >
      {t('library.add')}
    </Button>
  );
}

function ViewIcon({ icon: Icon, word }: { icon: typeof IconList; word: string }) {
  return (
    <span className={classes.view} title={word}>
      <Icon size={16} stroke={1.7} aria-hidden />
      <span className="visually-hidden">{word}</span>
    </span>
  );
}
