import { createContext, use } from 'react';
import { useTranslation } from 'react-i18next';
import type { Account, Media } from '../../backend/types';
import type { ClockChange, Naive } from '../../lib/wallTime';
import type { Span, Tile } from './calendarModel';
import { GhostTile } from './Ghost';
import type { Ghost } from './ghosts';
import { PostTile } from './Tile';

/** What stands behind the ids that FullCalendar lays out. */
export type GridFacts = {
  tiles: ReadonlyMap<string, Tile>;
  ghosts: ReadonlyMap<string, Ghost>;
  media: ReadonlyMap<string, Media>;
  accounts: ReadonlyMap<string, Account>;
  large: boolean;
  zone: string;
  second: string | undefined;
  zones: readonly string[];
  span: Span;
  changes: readonly ClockChange[];
  nowWall: Naive;
  /** Where Tab enters the grid. */
  tabKey: string | undefined;
};

export const GridContext = createContext<GridFacts | null>(null);

/** What is drawn for one id: a post, or a free slot. */
export function GridEvent({ id }: { id: string }) {
  const grid = use(GridContext);
  if (!grid) return null;
  const tile = grid.tiles.get(id);
  if (tile) {
    return (
      <PostTile
        tile={tile}
        media={grid.media.get(tile.post.mediaId)}
        account={grid.accounts.get(tile.post.accountId)}
        past={tile.wall < grid.nowWall}
        large={grid.large}
        zone={isTwice(tile.wall, grid.changes) ? grid.zone : null}
        tabStop={grid.tabKey === id}
      />
    );
  }
  const ghost = grid.ghosts.get(id);
  if (!ghost) return null;
  return (
    <GhostTile
      ghost={ghost}
      account={grid.accounts.get(ghost.accountId)}
      past={ghost.wall < grid.nowWall}
      tabStop={grid.tabKey === id}
    />
  );
}

const isTwice = (wall: Naive, changes: readonly ClockChange[]) =>
  changes.some((c) => c.kind === 'overlap' && wall >= c.start && wall < c.end);

/** Posts for which there is no room beside the others. */
export function GridMore({ count }: { count: number }) {
  const { t } = useTranslation();
  return <span>{t('calendar.plus', { count })}</span>;
}
