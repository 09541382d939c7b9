import { type Range, useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Post } from '../../backend/types';
import { appStore, useAccountMap, useFacts, useMediaMap } from '../../state/appStore';
import {
  clearSelection,
  select,
  selectionStore,
  selectTo,
  toggleSelected,
  useSelecting,
} from '../../state/selection';
import { setUi, uiStore, useDensity, useUi } from '../../state/ui';
import { useNow } from '../../state/useNow';
import { canDelete, isMovable } from './model';
import { PostRow } from './PostRow';
import classes from './QueueList.module.css';
import type { Queue, QueueItem } from './queueIndex';
import { RowMenu } from './RowMenu';
import { dayHeading } from './rowTimes';
import { SectionHeading } from './SectionHeading';
import { useQueueKeys } from './useQueueKeys';

const heights = { section: 32, day: 24, post: 52 } as const;
const compactPost = 40;

/** Rows drawn beyond the window's edge: where the list is going to, and where it comes from. */
const drawn = { ahead: 4, behind: 1, resting: 3 } as const;

/** The virtual list: only what can be seen is in the document, whatever the count. */
export function QueueList({ items, ids, indexOf }: Queue) {
  const { t } = useTranslation();
  const { zone } = useFacts();
  const media = useMediaMap();
  const accounts = useAccountMap();
  const now = useNow();
  const density = useDensity();
  const selecting = useSelecting();
  const currentId = useUi((s) => s.currentId);
  const scroller = useRef<HTMLDivElement>(null);
  const [menu, setMenu] = useState<{ id: string; anchor: DOMRect } | null>(null);

  // Another one has every place reckoned anew, so it is another for another list only.
  const keyOf = useCallback((i: number) => items[i]?.key ?? i, [items]);
  const virtualizer: Virtualizer<HTMLDivElement, Element> = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: (i) => {
      const item = items[i];
      const post = density === 'compact' ? compactPost : heights.post;
      if (!item || item.kind === 'post') return post;
      return item.kind === 'rest' ? item.count * post : heights[item.kind];
    },
    getItemKey: keyOf,
    rangeExtractor: (range) => rowsAround(range, virtualizer.scrollDirection),
    // React draws the rows in a task of its own, so that no frame holds both that and the layout.
    useFlushSync: false,
    paddingStart: 2,
    // The bar of a selection covers no row for good.
    paddingEnd: selecting ? 76 : 16,
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: it is what invalidates the sizes.
  useEffect(() => virtualizer.measure(), [density, virtualizer]);

  const reveal = useCallback(
    (id: string, focus: boolean) => {
      const index = indexOf.get(id);
      if (index === undefined) return;
      virtualizer.scrollToIndex(index, { align: 'auto' });
      if (!focus || focusRow(scroller.current, id)) return;
      focusOnceDrawn(scroller, id);
    },
    [indexOf, virtualizer],
  );

  const selectable = useCallback(
    (id: string) => {
      const item = items[indexOf.get(id) ?? -1];
      return item?.kind === 'post' && canDelete(item.post);
    },
    [items, indexOf],
  );
  useQueueKeys(
    ids,
    (id) => {
      setUi({ currentId: id });
      reveal(id, true);
    },
    selectable,
  );

  const list = useRef({ ids, selectable });
  list.current = { ids, selectable };
  const pick = useCallback((post: Post, how: 'plain' | 'toggle' | 'range') => {
    const before = uiStore.get().currentId;
    setUi({ currentId: post.id });
    if (how === 'plain') {
      // A click elsewhere than on a box goes on with one row; an open edit keeps its posts.
      if (selectionStore.get().ids.size > 0 && uiStore.get().bulk === null) clearSelection();
      return;
    }
    if (!list.current.selectable(post.id)) return;
    if (how === 'toggle') return toggleSelected(post.id);
    selectTo(list.current.ids.filter(list.current.selectable), post.id, before);
  }, []);

  const fillSlots = useCallback(() => {
    const drafts = items.flatMap((i) =>
      i.kind === 'post' && i.post.state === 'draft' && !i.post.scheduledAt && isMovable(i.post)
        ? [i.post.id]
        : [],
    );
    if (drafts.length === 0 || appStore.get().rest.size > 0) return;
    select(drafts);
    setUi({ bulk: 'slots' });
  }, [items]);

  // A post that became current from elsewhere (files added, a notice) is brought into view.
  const wanted = useRef<string | null>(null);
  useEffect(() => {
    if (currentId === null || wanted.current === currentId || !indexOf.has(currentId)) return;
    wanted.current = currentId;
    reveal(currentId, false);
  }, [currentId, indexOf, reveal]);

  // A row that is pressed is where the pointer is: moving the list would take it away from it.
  const reach = useCallback((id: string) => {
    wanted.current = id;
    setUi({ currentId: id });
  }, []);

  const openMenu = useCallback(
    (post: Post, anchor: DOMRect) => setMenu({ id: post.id, anchor }),
    [],
  );
  const menuIndex = menu ? indexOf.get(menu.id) : undefined;
  const menuItem = menuIndex === undefined ? undefined : items[menuIndex];
  const nextId = useMemo(() => nextUp(items), [items]);
  const tabStop = currentId !== null && indexOf.has(currentId) ? currentId : ids[0];

  return (
    <div
      ref={scroller}
      className={classes.scroller}
      data-density={density}
      data-selecting={selecting || undefined}
    >
      <div
        role="grid"
        aria-multiselectable
        aria-label={t('queue.list')}
        aria-rowcount={items.length}
        className={classes.canvas}
        style={{ height: virtualizer.getTotalSize() }}
      >
        {virtualizer.getVirtualItems().map((v) => {
          const item = items[v.index];
          if (!item) return null;
          if (item.kind === 'section') {
            return (
              <SectionHeading
                key={item.key}
                section={item.section}
                count={item.count}
                top={v.start}
                index={v.index}
                onFillSlots={fillSlots}
              />
            );
          }
          if (item.kind === 'rest') return null;
          if (item.kind === 'day') {
            return (
              <div
                key={item.key}
                role="row"
                aria-rowindex={v.index + 1}
                className={classes.day}
                style={{ transform: `translateY(${v.start}px)` }}
              >
                <div role="gridcell">
                  <h3>{dayHeading(item.at, zone, now, t)}</h3>
                </div>
              </div>
            );
          }
          const { post } = item;
          return (
            <PostRow
              key={item.key}
              t={t}
              post={post}
              media={media.get(post.mediaId)}
              account={accounts.get(post.accountId)}
              zone={zone}
              now={now}
              index={v.index}
              top={v.start}
              current={post.id === currentId}
              tabStop={post.id === tabStop}
              isNext={post.id === nextId}
              last={item.last}
              compact={density === 'compact'}
              onPick={pick}
              onReach={reach}
              onMenu={openMenu}
            />
          );
        })}
      </div>
      {menu && menuItem?.kind === 'post' && (
        <RowMenu
          post={menuItem.post}
          anchor={menu.anchor}
          onClose={() => {
            setMenu(null);
            focusRow(scroller.current, menu.id);
          }}
        />
      )}
    </div>
  );
}

/**
 * Focuses a row that the list is scrolling to. What has taken the focus until it is drawn keeps it:
 * Enter in a dialog that was opened meanwhile is the dialog's.
 */
function focusOnceDrawn(scroller: RefObject<HTMLElement | null>, id: string) {
  const from = document.activeElement;
  let frames = 10;
  requestAnimationFrame(function again() {
    const { activeElement } = document;
    if (activeElement !== from && activeElement !== document.body) return;
    if (focusRow(scroller.current, id) || frames-- === 0) return;
    requestAnimationFrame(again);
  });
}

/** The rows of a range with those to come before they are seen. */
function rowsAround(
  { startIndex, endIndex, count }: Range,
  direction: 'forward' | 'backward' | null,
): number[] {
  const before = direction === 'backward' ? drawn.ahead : drawn.behind;
  const after = direction === 'forward' ? drawn.ahead : drawn.behind;
  const first = Math.max(0, startIndex - (direction ? before : drawn.resting));
  const last = Math.min(count - 1, endIndex + (direction ? after : drawn.resting));
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

/** False when the row is not in the document. */
function focusRow(root: HTMLElement | null, id: string): boolean {
  const row = root?.querySelector<HTMLElement>(`[data-post="${CSS.escape(id)}"]`);
  row?.focus({ preventScroll: true });
  return row != null;
}

/** The scheduled post that goes out first. */
function nextUp(items: readonly QueueItem[]): string | null {
  for (const item of items) {
    if (item.kind === 'post' && item.post.state === 'scheduled') return item.post.id;
  }
  return null;
}
