import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { onEvent } from '../../backend/events';
import { fetchRequests } from '../../backend/privacyCalls';
import { keys } from '../../state/keys';
import { endingOf, ownerOf, type Verdict, verdictOf } from './ledgerModel';

export type Month = {
  count: number;
  bytesOut: number;
  /** What was sent that is not video. */
  restOut: number;
  hosts: readonly string[];
  blocked: number;
  verdict: Verdict;
};

const everything = { host: '', feature: '', text: '', to: '', before: 0, limit: 1 };

/** The most of a foreign host that is looked through; the allow-list leaves none to find. */
const foreignLimit = 1000;

/** How long requests are gathered before the figures are asked anew. */
const restMs = 2000;

async function fetchMonth(from: string): Promise<Month> {
  const [all, video, refused] = await Promise.all([
    fetchRequests({ ...everything, from }),
    fetchRequests({ ...everything, from, feature: 'upload' }),
    fetchRequests({ ...everything, from, text: 'refused', limit: foreignLimit }),
  ]);
  const foreign = all.hosts.filter((h) => ownerOf(h) === 'other');
  const pages = await Promise.all(
    foreign.map((host) => fetchRequests({ ...everything, from, host, limit: foreignLimit })),
  );
  const sentElsewhere = pages
    .flatMap((p) => p.rows)
    .filter((r) => endingOf(r) !== 'blocked').length;
  return {
    count: all.count,
    bytesOut: all.bytesOut,
    restOut: all.bytesOut - video.bytesOut,
    hosts: all.hosts,
    blocked: refused.rows.filter((r) => endingOf(r) === 'blocked').length,
    verdict: verdictOf(all.count, all.hosts, sentElsewhere),
  };
}

/** Figures of the last 30 days; asked anew while requests leave, at once and then every two seconds. */
export function useMonth(from: string): Month | undefined {
  const client = useQueryClient();
  const key = keys.requests({ month: from });
  const { data } = useQuery({
    queryKey: key,
    queryFn: () => fetchMonth(from),
    placeholderData: (old) => old,
  });
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let again = false;
    const ask = () => {
      again = false;
      void client.invalidateQueries({ queryKey: keys.requests({ month: from }) });
      timer = setTimeout(() => {
        timer = undefined;
        if (again) ask();
      }, restMs);
    };
    const stop = onEvent('request:sent', () => {
      again = true;
      if (!timer) ask();
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [client, from]);
  return data;
}
