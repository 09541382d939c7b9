import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import * as calls from '../../backend/calls';
import { previewUrl, proxyUrl } from '../../backend/mediaUrls';
import type { Part } from '../../lib/edit';
import { useFacts } from '../../state/appStore';
import { keys } from '../../state/keys';
import { type Player, usePlayer } from './usePlayer';

export type Preview = {
  player: Player;
  /** What the video element plays; undefined while a copy for it is being made. */
  src: string | undefined;
  /** ready may still be loading. */
  status: 'ready' | 'making' | 'failed';
};

/** Clips that this web view could not play. */
const unplayable = new Set<string>();

/** The clip itself where the web view can play it, otherwise a copy made for that (a proxy). */
export function usePreview(mediaId: string, part: Part): Preview {
  const { mediaBase } = useFacts();
  const [needed, setNeeded] = useState(unplayable.has(mediaId));
  const proxy = useQuery({
    queryKey: keys.proxy(mediaId),
    queryFn: () => calls.makeProxy(mediaId).then(() => true),
    enabled: needed,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const made = needed && proxy.isSuccess;
  const src = made
    ? proxyUrl(mediaId, mediaBase)
    : needed
      ? undefined
      : previewUrl(mediaId, mediaBase);
  const player = usePlayer(src, part);
  useEffect(() => {
    if (!player.failed || needed) return;
    unplayable.add(mediaId);
    setNeeded(true);
  }, [player.failed, needed, mediaId]);
  const failed = proxy.isError || (made && player.failed);
  return { player, src, status: failed ? 'failed' : needed && !made ? 'making' : 'ready' };
}
