import { Menu } from '@mantine/core';
import { IconChevronDown, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { setUpload } from '../../backend/calls';
import { formatNumber } from '../../lib/numbers';
import { attempt } from '../../state/actions';
import { usePreferences } from '../../state/appStore';

import type { Section } from '../../state/postStates';
import { type QueueSort, setUi, useUi } from '../../state/ui';
import { MenuChoice } from '../../ui/MenuChoice';
import classes from './SectionHeading.module.css';

type Props = {
  section: Section;
  count: number;
  top: number;
  index: number;
  onFillSlots: () => void;
};

export function SectionHeading({ section, count, top, index, onFillSlots }: Props) {
  const { t } = useTranslation();
  return (
    <div
      role="row"
      aria-rowindex={index + 1}
      className={classes.heading}
      style={{ transform: `translateY(${top}px)` }}
    >
      <div role="gridcell" className={classes.cell}>
        <h2>
          {t(`section.${section}`)}
          <span className={classes.count}>{formatNumber(count)}</span>
        </h2>
        {section === 'publishing' && <PauseAll />}
        {section === 'scheduled' && <SortMenu />}
        {section === 'drafts' && (
          <button type="button" className={classes.act} onClick={onFillSlots}>
            {t('queue.fillSlots')}
          </button>
        )}
      </div>
    </div>
  );
}

function PauseAll() {
  const { t } = useTranslation();
  const { maxKBps, paused } = usePreferences().upload;
  const Icon = paused ? IconPlayerPlay : IconPlayerPause;
  return (
    <button
      type="button"
      className={classes.act}
      onClick={() => void attempt(() => setUpload(maxKBps, !paused))}
    >
      <Icon size={13} stroke={1.7} aria-hidden />
      {t(paused ? 'queue.resume' : 'queue.pauseAll')}
    </button>
  );
}

const sorts = { time: 'queue.byTime', account: 'queue.byAccount', added: 'queue.byAdded' } as const;

function SortMenu() {
  const { t } = useTranslation();
  const sort = useUi((s) => s.sort);
  return (
    <Menu position="bottom-end" offset={2}>
      <Menu.Target>
        <button type="button" className={classes.act}>
          {t(sorts[sort])}
          <IconChevronDown size={13} stroke={1.7} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('queue.sortBy')}</Menu.Label>
        {(Object.keys(sorts) as QueueSort[]).map((by) => (
          <MenuChoice key={by} on={by === sort} onChoose={() => setUi({ sort: by })}>
            {t(sorts[by])}
          </MenuChoice>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
