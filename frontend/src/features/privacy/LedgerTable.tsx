import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { RequestRow } from '../../backend/types';
import { formatDay } from '../../lib/zones';
import { useAccountMap, useFacts } from '../../state/appStore';
import { useNow } from '../../state/useNow';
import { LedgerRow } from './LedgerRow';
import classes from './LedgerTable.module.css';
import { byDay } from './ledgerModel';

const heights = { day: 28, row: 34 } as const;
/** So near to the end that the next page is asked for. */
const nearEnd = 40;
const pageRows = 10;

type Props = {
  rows: readonly RequestRow[];
  chosenId: number | null;
  /** Requests that left while the list was being read. */
  fresh: number;
  more: boolean;
  loading: boolean;
  onMore: () => void;
  onChoose: (id: number | null) => void;
  /** Tells that the list is scrolled, so that nothing may move it. */
  onHold: (held: boolean) => void;
  onFresh: () => void;
};

/** The virtual list of requests. Arrows move, Enter opens what is behind a row. */
export function LedgerTable(props: Props) {
  const { rows, chosenId, fresh, more, loading, onMore, onChoose, onHold } = props;
  const { t, i18n } = useTranslation();
  const { zone } = useFacts();
  const accounts = useAccountMap();
  const now = useNow();
  const scroller = useRef<HTMLDivElement>(null);
  const items = useMemo(() => byDay(rows, zone), [rows, zone]);
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: (i) => heights[items[i]?.kind ?? 'row'],
    getItemKey: (i) => items[i]?.key ?? i,
    overscan: 12,
    paddingEnd: 10,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: items is what invalidates the sizes.
  useEffect(() => virtualizer.measure(), [items, virtualizer]);

  const virtual = virtualizer.getVirtualItems();
  const lastShown = virtual.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more && !loading && lastShown > items.length - nearEnd) onMore();
  }, [more, loading, lastShown, items.length, onMore]);

  // Opening what is behind a row takes room from the list: the row stays in sight.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new choice moves the list.
  useEffect(() => {
    if (chosenId === null) return;
    const index = items.findIndex((i) => i.kind === 'row' && i.row.id === chosenId);
    if (index < 0) return;
    const frame = requestAnimationFrame(() => virtualizer.scrollToIndex(index, { align: 'auto' }));
    return () => cancelAnimationFrame(frame);
  }, [chosenId]);

  const ids = useMemo(() => rows.map((r) => r.id), [rows]);
  const tabStop = chosenId !== null && ids.includes(chosenId) ? chosenId : ids[0];

  const focus = (id: number | undefined) => {
    const index = items.findIndex((i) => i.kind === 'row' && i.row.id === id);
    if (index < 0 || id === undefined) return;
    virtualizer.scrollToIndex(index, { align: 'auto' });
    requestAnimationFrame(() =>
      scroller.current
        ?.querySelector<HTMLElement>(`[data-request="${id}"]`)
        ?.focus({ preventScroll: true }),
    );
    // What is open follows the keyboard; what is closed stays closed.
    if (chosenId !== null) onChoose(id);
  };
  const onKeyDown = (e: React.KeyboardEvent) => {
    const at = (e.target as HTMLElement).closest<HTMLElement>('[data-request]');
    const index = ids.indexOf(Number(at?.dataset.request));
    if (index < 0 || e.ctrlKey || e.metaKey || e.altKey) return;
    const moves: Record<string, number> = {
      ArrowDown: index + 1,
      ArrowUp: index - 1,
      j: index + 1,
      k: index - 1,
      PageDown: index + pageRows,
      PageUp: index - pageRows,
      Home: 0,
      End: ids.length - 1,
    };
    const to = moves[e.key];
    if (to !== undefined) {
      e.preventDefault();
      focus(ids[Math.min(Math.max(to, 0), ids.length - 1)]);
    } else if (e.key === 'Enter' || e.key === ' ') {
      e.preventDefault();
      const id = ids[index];
      onChoose(id === undefined || id === chosenId ? null : id);
    } else if (e.key === 'Escape' && chosenId !== null) {
      e.preventDefault();
      e.stopPropagation();
      onChoose(null);
    }
  };

  return (
    <div className={classes.frame}>
      <div
        role="grid"
        aria-label={t('privacy.ledger.label')}
        aria-rowcount={items.length + 1}
        className={classes.grid}
        onKeyDown={onKeyDown}
      >
        <div role="rowgroup">
          <div role="row" aria-rowindex={1} className={`${classes.row} ${classes.headRow}`}>
            {(['time', 'why', 'host', 'data', 'for', 'sent', 'got', 'answer'] as const).map((c) => (
              <span key={c} role="columnheader" data-col={c}>
                {t(`privacy.ledger.${c}`)}
              </span>
            ))}
          </div>
        </div>
        <div
          ref={scroller}
          role="rowgroup"
          className={classes.scroller}
          onScroll={(e) => onHold(e.currentTarget.scrollTop > heights.row)}
        >
          <div
            role="presentation"
            className={classes.canvas}
            style={{ height: virtualizer.getTotalSize() }}
          >
            {virtual.map((v) => {
              const item = items[v.index];
              if (!item) return null;
              if (item.kind === 'day') {
                return (
                  <div
                    key={item.key}
                    role="row"
                    aria-rowindex={v.index + 2}
                    className={classes.day}
                    style={{ transform: `translateY(${v.start}px)` }}
                  >
                    <span role="gridcell">{formatDay(item.at, zone, now, i18n.language)}</span>
                  </div>
                );
              }
              return (
                <LedgerRow
                  key={item.key}
                  row={item.row}
                  account={accounts.get(item.row.accountId)}
                  zone={zone}
                  index={v.index}
                  top={v.start}
                  chosen={item.row.id === chosenId}
                  tabStop={item.row.id === tabStop}
                  onChoose={onChoose}
                />
              );
            })}
          </div>
        </div>
      </div>
      {fresh > 0 && (
        <button
          type="button"
          className={classes.fresh}
          onClick={() => {
            props.onFresh();
            onChoose(null);
            scroller.current?.scrollTo({ top: 0 });
          }}
        >
          {t('privacy.ledger.fresh', { count: fresh })}
        </button>
      )}
    </div>
  );
}
