import { useCallback, useEffect, useRef, useState } from 'react';
import type { Part } from '../../lib/edit';
import { shortcutFor } from '../../state/shortcuts';

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
  pause: () => void;
  setMuted: (muted: boolean) => void;
  seek: (ms: number) => void;
};

/** A picture more or less at either end is not outside. */
const nearMs = 60;

/**
 * Drives one video element, which plays part over and over. Outside of it the position may be
 * set, to look; playing goes back in. The position follows the picture, not a timer.
 */
export function usePlayer(src: string | undefined, part?: Part): Player {
  // State rather than a ref: inside a dialog the element appears later than the hook.
  const [el, attach] = useState<HTMLVideoElement | null>(null);
  const [playing, setPlaying] = useState(false);
  const [muted, setMutedState] = useState(true);
  const [at, setAt] = useState(0);
  const [length, setLength] = useState(0);
  const [failed, setFailed] = useState(false);
  const loop = useRef(part);
  loop.current = part;
  // A seek that waits for the one before it, so that a drag does not queue up hundreds.
  const wanted = useRef<number | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new source is a new start.
  useEffect(() => {
    if (!el) return;
    setPlaying(false);
    setFailed(false);
    setAt(0);
    setLength(0);
    wanted.current = null;
    let frame = 0;
    const read = () => {
      const ms = el.currentTime * 1000;
      if (!el.paused && !el.seeking) backInto(el, ms, loop.current);
      if (wanted.current === null) setAt(ms);
    };
    const follow = () => {
      read();
      frame = el.paused ? 0 : requestAnimationFrame(follow);
    };
    const handlers: Record<string, () => void> = {
      play: () => {
        setPlaying(true);
        cancelAnimationFrame(frame);
        frame = requestAnimationFrame(follow);
      },
      pause: () => setPlaying(false),
      ended: () => setPlaying(false),
      seeked: () => {
        const next = wanted.current;
        wanted.current = null;
        if (next === null) read();
        else el.currentTime = next / 1000;
      },
      timeupdate: read,
      durationchange: () => setLength(Number.isFinite(el.duration) ? el.duration * 1000 : 0),
      // Some players take the sound and leave the picture out without a word.
      loadeddata: () => setFailed(el.videoWidth === 0),
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
    if (!el.paused) {
      el.pause();
      return;
    }
    backInto(el, el.currentTime * 1000, loop.current);
    // A rejected play() also fires "error" or was interrupted by the user: nothing to add.
    void el.play().catch(() => undefined);
  }, [el]);

  const pause = useCallback(() => el?.pause(), [el]);

  const setMuted = useCallback(
    (next: boolean) => {
      if (el) el.muted = next;
      setMutedState(next);
    },
    [el],
  );

  const seek = useCallback(
    (ms: number) => {
      setAt(ms);
      if (!el) return;
      if (el.seeking) wanted.current = ms;
      else el.currentTime = ms / 1000;
    },
    [el],
  );

  return { attach, playing, muted, at, length, failed, toggle, pause, setMuted, seek };
}

function backInto(el: HTMLVideoElement, ms: number, part: Part | undefined) {
  if (!part || part.endMs <= part.startMs) return;
  // The last picture of the clip itself is left to the element, which starts over.
  const pastEnd = ms >= part.endMs && (el.duration * 1000 || 0) > part.endMs;
  if (ms < part.startMs - nearMs || pastEnd || ms > part.endMs + nearMs) {
    el.currentTime = part.startMs / 1000;
  }
}

/** Space plays and pauses wherever nothing else wants it. */
export function useSpaceToPlay(toggle: () => void) {
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      if (shortcutFor(e, 'composer') !== 'playPause' || isWanted(e)) return;
      e.preventDefault();
      toggle();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [toggle]);
}

/** True while a key belongs to what has the focus, such as a text. */
export function isWanted(e: KeyboardEvent): boolean {
  const target = e.target instanceof HTMLElement ? e.target : null;
  const wants =
    'textarea, button, a, select, [role="option"], [role="menuitem"], input:not([type="range"])';
  return e.defaultPrevented || target?.closest(wants) != null;
}
