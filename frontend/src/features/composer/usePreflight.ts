import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import * as calls from '../../backend/calls';
import { toAppError } from '../../backend/errors';
import type { Finding, Media, Post } from '../../backend/types';
import { keys } from '../../state/keys';

/** Several changes of a post soon after one another are one question. */
const restMs = 400;

export type PreflightState = {
  /** Of the stored post; of the clip alone until the first answer. */
  findings: readonly Finding[];
  answered: boolean;
  asking: boolean;
  /** Why it could not be asked; "" otherwise. */
  error: string;
};

/** Everything worth saying about a post now: asked when the composer opens, and after saves. */
export function usePreflight(post: Post, media: Media | undefined): PreflightState {
  const rev = useRested(post.rev);
  const { data, error, isFetching } = useQuery({
    queryKey: keys.preflight(post.id, rev),
    queryFn: () => calls.preflight(post.id),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    // Opened again, it is asked again: limits and other posts have moved on.
    gcTime: 0,
    retry: false,
  });
  return useMemo(
    () => ({
      findings: data ?? media?.findings ?? [],
      answered: data !== undefined,
      asking: isFetching,
      error: error ? toAppError(error).message : '',
    }),
    [data, media?.findings, isFetching, error],
  );
}

function useRested(value: number): number {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), restMs);
    return () => clearTimeout(timer);
  }, [value]);
  return rested;
}
