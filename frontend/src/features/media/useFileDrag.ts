import { useEffect, useState } from 'react';
import { carriesFiles } from '../../lib/dropGuard';

/** Files that are being dragged over the window; count is 0 when the system does not say. */
export type FileDrag = { count: number };

/**
 * Watches drags of files. Enter and leave fire for every element on the way, so they are
 * counted. That the web view does not open the files is the drop guard's work.
 */
export function useFileDrag(): FileDrag | null {
  const [drag, setDrag] = useState<FileDrag | null>(null);
  useEffect(() => {
    let depth = 0;
    let silence: ReturnType<typeof setTimeout> | undefined;
    const end = () => {
      depth = 0;
      clearTimeout(silence);
      setDrag(null);
    };
    const enter = (e: DragEvent) => {
      if (!carriesFiles(e)) return;
      depth++;
      if (depth === 1) setDrag({ count: countFiles(e) });
    };
    const over = (e: DragEvent) => {
      if (!carriesFiles(e)) return;
      if (e.dataTransfer) e.dataTransfer.dropEffect = 'copy';
      // dragover comes all the time while files are here; some web views forget the last leave.
      clearTimeout(silence);
      silence = setTimeout(end, 800);
    };
    const leave = () => {
      if (depth === 0) return;
      depth--;
      if (depth === 0) end();
    };
    window.addEventListener('dragenter', enter);
    window.addEventListener('dragover', over);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', end);
    return () => {
      clearTimeout(silence);
      window.removeEventListener('dragenter', enter);
      window.removeEventListener('dragover', over);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', end);
    };
  }, []);
  return drag;
}

function countFiles(e: DragEvent): number {
  return [...(e.dataTransfer?.items ?? [])].filter((i) => i.kind === 'file').length;
}
