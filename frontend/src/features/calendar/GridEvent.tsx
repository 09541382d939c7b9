import { createContext, use } from 'react';
import { useTranslation } from 'react-i18next';
import type { Account, Media } from '../../backend/types';
import type { ClockChange, Naive } from '../../lib/wallTime';
import type { Span, Tile } from './calendarModel';
import type { Ghost } from './ghosts';
import { PostTile } from './Tile';

/** What stands behind the ids that FullCalendar lays out. */
export type GridFacts = {
  tiles: ReadonlyMap<string, Tile>;
  ghosts: readonly Ghost[];
  /** Posts that leave room for a free slot at the same time. */
  crowded: ReadonlySet<string>;
  /** Free slots that share their time with a post. */
  compact: ReadonlySet<string>;
  media: ReadonlyMap<string, Media>;
  accounts: ReadonlyMap<string, Account>;
  large: boolean;
  zone: string;
  second: string | undefined;
  span: Span;
  changes: readonly ClockChange[];
  nowWall: Naive;
  /** Where Tab enters the grid. */
  tabKey: string | undefined;
};

export const GridContext = createContext<GridFacts | null>(null);

/** What is drawn for one id that FullCalendar has laid out. */
export function GridEvent({ id }: { id: string }) {
  const grid = use(GridContext);
  if (!grid) return null;
  const tile = grid.tiles.get(id);
  if (!tile) return null;
  return (
    <PostTile
      tile={tile}
      media={grid.media.get(tile.post.mediaId)}
      account={grid.accounts.get(tile.post.accountId)}
      past={tile.wall < grid.nowWall}
      large={grid.large}
      beside={grid.crowded.has(id)}
      shown={grid.zone}
      twice={isTwice(tile.wall, grid.changes)}
      tabStop={grid.tabKey === id}
    />
  );
}

const isTwice = (wall: Naive, changes: readonly ClockChange[]) =>
  changes.some((c) => c.kind === 'overlap' && wall >= c.start && wall < c.end);

/** Posts for which there is no room beside the others; the day has it. */
export function GridMore({ count }: { count: number }) {
  const { t } = useTranslation();
  return (
    <>
      <span aria-hidden>{t('calendar.plus', { count })}</span>
      <span className="visually-hidden">{t('calendar.moreHere', { count })}</span>
    </>
  );
}
