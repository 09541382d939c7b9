import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import * as calls from '../../backend/calls';
import { useMediaMap, usePosts } from '../../state/appStore';
import { keys } from '../../state/keys';
import { useUi } from '../../state/ui';
import { clipsOf } from './model';

/** Clips with their posts and files. The disk is looked at when the place is opened. */
export function useLibrary() {
  const media = useMediaMap();
  const posts = usePosts();
  const hidden = useUi((s) => s.hidden);
  const client = useQueryClient();
  const { data: files } = useQuery({
    queryKey: keys.clipFiles,
    queryFn: calls.fetchClipFiles,
    retry: false,
    refetchOnMount: 'always',
  });
  const look = useCallback(
    () => void client.invalidateQueries({ queryKey: keys.clipFiles }),
    [client],
  );
  // A clip that comes, goes or moves is looked at again, but not at once for each of many.
  const first = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: media is what the effect waits for.
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    const timer = setTimeout(look, 1000);
    return () => clearTimeout(timer);
  }, [media, look]);
  const clips = useMemo(
    () => clipsOf(media.values(), posts.values(), files, hidden),
    [media, posts, files, hidden],
  );
  return { clips, look };
}
