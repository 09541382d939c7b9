import { useEffect, useState } from 'react';
import { carriesFiles } from '../../lib/dropGuard';

/** Files that are being dragged over the window. */
export type FileDrag = {
  /** 0 when the system does not say. */
  count: number;
  /** All of them are pictures, as far as the system says. */
  photos: boolean;
  /** Shift is held. */
  shift: boolean;
};

/** How long people may hold files over the window and read what would happen. */
const restsMs = 30_000;

/**
 * Watches drags of files. Enter and leave fire for every element on the way, so they are
 * counted. That the web view does not open the files is the drop guard's work. onDrop hears of
 * the release; the files themselves go to the back end.
 */
export function useFileDrag(onDrop: (shift: boolean) => void): FileDrag | null {
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
      if (depth === 1) setDrag({ ...whatFiles(e), shift: e.shiftKey });
    };
    const over = (e: DragEvent) => {
      if (!carriesFiles(e)) return;
      if (e.dataTransfer) e.dataTransfer.dropEffect = 'copy';
      depth = Math.max(depth, 1);
      setDrag((d) => {
        if (!d) return { ...whatFiles(e), shift: e.shiftKey };
        return d.shift === e.shiftKey ? d : { ...d, shift: e.shiftKey };
      });
      // Some web views forget the last leave. A pointer that moves again is no drag any more; this
      // is for one that does not come back. On Linux a drag that rests sends no dragover at all.
      clearTimeout(silence);
      silence = setTimeout(end, restsMs);
    };
    const leave = () => {
      if (depth === 0) return;
      depth--;
      if (depth === 0) end();
    };
    const drop = (e: DragEvent) => {
      if (carriesFiles(e)) onDrop(e.shiftKey);
      end();
    };
    window.addEventListener('dragenter', enter);
    window.addEventListener('dragover', over);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    window.addEventListener('pointermove', end);
    return () => {
      clearTimeout(silence);
      window.removeEventListener('dragenter', enter);
      window.removeEventListener('dragover', over);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
      window.removeEventListener('pointermove', end);
    };
  }, [onDrop]);
  return drag;
}

function whatFiles(e: DragEvent): Pick<FileDrag, 'count' | 'photos'> {
  const files = [...(e.dataTransfer?.items ?? [])].filter((i) => i.kind === 'file');
  return {
    count: files.length,
    photos: files.length > 0 && files.every((i) => i.type.startsWith('image/')),
  };
}
