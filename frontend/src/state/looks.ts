import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import * as calls from '../backend/calls';
import { toAppError } from '../backend/errors';
import type { Keyframes } from '../lib/edit';
import { keys } from './keys';

export type Looked = {
  keyframes: Keyframes;
  /** A good cover, in the original's time; null while nobody has looked. */
  bestMs: number | null;
  asking: boolean;
  /** Why it could not be looked at; "" otherwise. */
  error: string;
};

/** What can be seen in a clip. Asked once: clips do not change. */
export function useLook(mediaId: string | undefined): Looked {
  const { data, error, isFetching } = useQuery({
    queryKey: keys.look(mediaId ?? ''),
    queryFn: () => calls.lookAt(mediaId ?? ''),
    enabled: mediaId !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  return useMemo(
    () => ({
      keyframes: { atMs: data?.keyframesMs ?? [], known: data?.keyframesKnown ?? false },
      bestMs: data ? data.bestMs : null,
      asking: isFetching,
      error: error ? toAppError(error).message : '',
    }),
    [data, error, isFetching],
  );
}
