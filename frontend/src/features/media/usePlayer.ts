import { useCallback, useEffect, useState } from 'react';

export type Player = {
  /** Give it to the video element as its ref. */
  attach: (el: HTMLVideoElement | null) => void;
  playing: boolean;
  muted: boolean;
  /** Position and length in milliseconds; length is 0 while unknown. */
  at: number;
  length: number;
  failed: boolean;
  toggle: () => void;
  setMuted: (muted: boolean) => void;
  seek: (ms: number) => void;
};

/** Drives one video element. The position follows the picture, not a timer. */
export function usePlayer(src: string): Player {
  // State rather than a ref: inside a dialog the element appears later than the hook.
  const [el, attach] = useState<HTMLVideoElement | null>(null);
  const [playing, setPlaying] = useState(false);
  const [muted, setMutedState] = useState(true);
  const [at, setAt] = useState(0);
  const [length, setLength] = useState(0);
  const [failed, setFailed] = useState(false);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new source is a new start.
  useEffect(() => {
    if (!el) return;
    setPlaying(false);
    setFailed(false);
    setAt(0);
    setLength(0);
    let frame = 0;
    const read = () => {
      setAt(el.currentTime * 1000);
      frame = el.paused ? 0 : requestAnimationFrame(read);
    };
    const handlers: Record<string, () => void> = {
      play: () => {
        setPlaying(true);
        cancelAnimationFrame(frame);
        frame = requestAnimationFrame(read);
      },
      pause: () => setPlaying(false),
      ended: () => setPlaying(false),
      seeked: () => setAt(el.currentTime * 1000),
      timeupdate: () => setAt(el.currentTime * 1000),
      durationchange: () => setLength(Number.isFinite(el.duration) ? el.duration * 1000 : 0),
      error: () => setFailed(true),
    };
    for (const [name, handler] of Object.entries(handlers)) el.addEventListener(name, handler);
    return () => {
      cancelAnimationFrame(frame);
      for (const [name, handler] of Object.entries(handlers)) el.removeEventListener(name, handler);
    };
  }, [src, el]);

  const toggle = useCallback(() => {
    if (!el) return;
    // A rejected play() also fires "error" or was interrupted by the user: nothing to add.
    if (el.paused) void el.play().catch(() => undefined);
    else el.pause();
  }, [el]);

  const setMuted = useCallback(
    (next: boolean) => {
      if (el) el.muted = next;
      setMutedState(next);
    },
    [el],
  );

  const seek = useCallback(
    (ms: number) => {
      if (!el) return;
      el.currentTime = ms / 1000;
      setAt(ms);
    },
    [el],
  );

  return { attach, playing, muted, at, length, failed, toggle, setMuted, seek };
}

/** Space plays and pauses wherever nothing else wants it. */
export function useSpaceToPlay(toggle: () => void) {
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      if (e.key !== ' ' || e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey) return;
      const target = e.target instanceof HTMLElement ? e.target : null;
      const wants =
        'textarea, button, a, select, [role="option"], [role="menuitem"], input:not([type="range"])';
      if (target?.closest(wants)) return;
      e.preventDefault();
      toggle();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [toggle]);
}
