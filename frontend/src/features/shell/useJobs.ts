import { useMemo } from 'react';
import { usePosts } from '../../state/appStore';
import { useStore } from '../../state/createStore';
import { progressStore } from '../../state/progress';

type Jobs = {
  converting: number;
  convertingLeftMs: number;
  uploading: number;
  /** Bytes a second, all uploads together. */
  speed: number;
};

/** What the engine is doing now, in sum. */
export function useJobs(): Jobs {
  const posts = usePosts();
  const progress = useStore(progressStore, (s) => s);
  return useMemo(() => {
    const jobs: Jobs = { converting: 0, convertingLeftMs: 0, uploading: 0, speed: 0 };
    for (const [id, render] of progress.renders) {
      if (posts.get(id)?.state !== 'due') continue;
      jobs.converting++;
      jobs.convertingLeftMs = Math.max(jobs.convertingLeftMs, render.remainingMs);
    }
    for (const [id, upload] of progress.uploads) {
      if (posts.get(id)?.state !== 'uploading') continue;
      jobs.uploading++;
      jobs.speed += upload.speed;
    }
    return jobs;
  }, [posts, progress]);
}
