import { Menu } from '@mantine/core';
import {
  IconArrowBackUp,
  IconBan,
  IconBrowserShare,
  IconCalendarClock,
  IconCopy,
  IconCopyPlus,
  IconEdit,
  IconHelpCircle,
  IconPlayerPlay,
  IconReceipt,
  IconRefresh,
  IconReplace,
  IconSquareCheck,
  IconTransform,
  IconTrash,
  type TablerIcon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Post } from '../../backend/types';
import { Kbd } from '../../ui/Kbd';
import { runMenuAct } from './acts';
import { type MenuAct, menuActs } from './model';

const looks: Record<MenuAct, { icon: TablerIcon; keys?: string; danger?: boolean }> = {
  edit: { icon: IconEdit, keys: 'E' },
  move: { icon: IconCalendarClock, keys: 'M' },
  convert: { icon: IconTransform },
  replace: { icon: IconReplace },
  select: { icon: IconSquareCheck, keys: 'X' },
  preview: { icon: IconPlayerPlay, keys: 'Space' },
  view: { icon: IconBrowserShare },
  decide: { icon: IconHelpCircle, keys: 'Enter' },
  retry: { icon: IconRefresh },
  unschedule: { icon: IconArrowBackUp },
  cancel: { icon: IconBan, danger: true },
  receipt: { icon: IconReceipt },
  duplicate: { icon: IconCopyPlus },
  copyCode: { icon: IconCopy },
  delete: { icon: IconTrash, keys: 'Del', danger: true },
  remove: { icon: IconTrash, keys: 'Del', danger: true },
};

type Props = { post: Post; anchor: DOMRect; onClose: () => void };

/** The menu of one row. One instance serves the whole list, placed where it was asked for. */
export function RowMenu({ post, anchor, onClose }: Props) {
  const { t } = useTranslation();
  const acts = menuActs(post);
  return (
    <Menu
      opened
      onClose={onClose}
      position="bottom-end"
      offset={4}
      width={232}
      returnFocus={false}
      trapFocus
    >
      <Menu.Target>
        {/* Mantine hangs the menu on an element; the button that asked is in a recycled row. */}
        <button
          type="button"
          tabIndex={-1}
          aria-label={t('menu.label')}
          style={{
            position: 'fixed',
            left: anchor.x,
            top: anchor.y,
            width: anchor.width,
            height: anchor.height,
            pointerEvents: 'none',
            opacity: 0,
          }}
        />
      </Menu.Target>
      <Menu.Dropdown>
        {acts.map((act) => {
          const { icon: Icon, keys, danger } = looks[act];
          return (
            <Menu.Item
              key={act}
              data-danger={danger || undefined}
              leftSection={<Icon size={15} stroke={1.7} aria-hidden />}
              rightSection={keys ? <Kbd keys={keys} /> : null}
              onClick={() => runMenuAct(post, act)}
            >
              {t(`menu.${act}`, { code: post.failure?.reason ?? '' })}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
