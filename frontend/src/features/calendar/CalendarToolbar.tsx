import { Button, SegmentedControl } from '@mantine/core';
import {
  IconChevronLeft,
  IconChevronRight,
  IconLayoutSidebarRight,
  IconPlus,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { chooseFiles } from '../../state/actions';
import { IconButton } from '../../ui/IconButton';
import { Kbd } from '../../ui/Kbd';
import { Toolbar } from '../../ui/Toolbar';
import { AccountFilter } from './AccountFilter';
import classes from './CalendarToolbar.module.css';
import type { CalendarView } from './calendarModel';
import { setCalendar, step } from './calendarStore';
import { rangeTitle } from './rangeTitle';
import type { CalendarFacts } from './useCalendar';
import { ZoneMenu } from './ZoneMenu';

const views: readonly CalendarView[] = ['day', 'week', 'month'];

type Props = {
  facts: CalendarFacts;
  /** In a small window the tray is a panel that this opens. */
  tray: { open: boolean; toggle: () => void } | null;
};

/** What is shown, moving through time, filters, views, and the one primary button. */
export function CalendarToolbar({ facts, tray }: Props) {
  const { t, i18n } = useTranslation();
  const { view, day, zone, span, waiting } = facts;
  return (
    <Toolbar
      title={rangeTitle(view, day, span, i18n.language)}
      start={
        <>
          <IconButton
            icon={IconChevronLeft}
            label={t(`calendar.earlier.${view}`)}
            aria-keyshortcuts="PageUp"
            onClick={() => step(-1)}
          />
          <Button
            variant="default"
            className={classes.today}
            aria-keyshortcuts="t"
            rightSection={<Kbd keys="T" />}
            onClick={() => setCalendar({ day: '' })}
          >
            {t('calendar.today')}
          </Button>
          <IconButton
            icon={IconChevronRight}
            label={t(`calendar.later.${view}`)}
            aria-keyshortcuts="PageDown"
            onClick={() => step(1)}
          />
        </>
      }
    >
      <AccountFilter />
      <ZoneMenu facts={facts} zone={zone} />
      <SegmentedControl
        className={classes.views}
        aria-label={t('calendar.view')}
        value={view}
        onChange={(v) => setCalendar({ view: views.find((w) => w === v) ?? 'week' })}
        data={views.map((v) => ({ value: v, label: t(`calendar.${v}`) }))}
      />
      {tray && (
        <Button
          variant="default"
          className={classes.tray}
          aria-expanded={tray.open}
          aria-label={t('calendar.tray.open', { count: waiting.length })}
          leftSection={<IconLayoutSidebarRight size={15} stroke={1.7} aria-hidden />}
          onClick={tray.toggle}
          data-tray-button
        >
          {waiting.length}
        </Button>
      )}
      <Button
        className={classes.new}
        aria-keyshortcuts="n"
        leftSection={<IconPlus size={15} stroke={2} aria-hidden />}
        rightSection={<Kbd keys="N" onFill />}
        onClick={() => void chooseFiles()}
      >
        <span>{t('calendar.newPost')}</span>
      </Button>
    </Toolbar>
  );
}
