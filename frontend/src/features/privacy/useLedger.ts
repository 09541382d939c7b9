import { type InfiniteData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { onEvent } from '../../backend/events';
import { fetchRequests } from '../../backend/privacyCalls';
import type { RequestPage, RequestRow } from '../../backend/types';
import { keys } from '../../state/keys';
import { addRows, filterOf, lets, type Narrow } from './ledgerModel';

type Pages = InfiniteData<RequestPage, number>;

/** How long requests are gathered before the list is drawn again. */
const batchMs = 100;

/**
 * The list of requests, page by page, with what leaves from now on. While held, new rows wait and
 * are counted, so that what is being read does not move.
 */
export function useLedger(narrow: Narrow, held: boolean) {
  const client = useQueryClient();
  const key = useMemo(() => keys.requests(narrow), [narrow]);
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => fetchRequests(filterOf(narrow, pageParam)),
    initialPageParam: 0,
    getNextPageParam: (last) => (last.more ? last.rows.at(-1)?.id : undefined),
    // What left while the page was closed has to be there when it is opened.
    staleTime: 0,
    gcTime: 0,
    refetchOnReconnect: false,
  });

  const waiting = useRef<RequestRow[]>([]);
  const [fresh, setFresh] = useState(0);
  const flush = useCallback(() => {
    const rows = waiting.current.splice(0);
    setFresh(0);
    if (rows.length === 0) return;
    client.setQueryData<Pages>(key, (old) =>
      old ? { ...old, pages: addRows(old.pages, rows) } : old,
    );
  }, [client, key]);

  const ready = query.data !== undefined;
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const settle = () => {
      timer = undefined;
      if (held || !ready) setFresh(waiting.current.length);
      else flush();
    };
    const stop = onEvent('request:sent', (row) => {
      if (!lets(narrow, row)) return;
      waiting.current.push(row);
      timer ??= setTimeout(settle, batchMs);
    });
    if (!held && ready) flush();
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [narrow, held, ready, flush]);

  // Rows that waited for another filter are not this one's.
  // biome-ignore lint/correctness/useExhaustiveDependencies: narrow is what makes them foreign.
  useEffect(() => {
    waiting.current = [];
    setFresh(0);
  }, [narrow]);

  const pages = query.data?.pages;
  const rows = useMemo(() => pages?.flatMap((p) => p.rows) ?? [], [pages]);
  return { ...query, rows, first: pages?.[0], fresh, flush };
}
