import { useEffect, useRef, useState } from 'react';

const everyMs = 10_000;

/** text for a live region: it follows at most every ten seconds. */
export function useSpoken(text: string): string {
  const [spoken, setSpoken] = useState('');
  const last = useRef(0);
  useEffect(() => {
    const wait = Math.max(0, last.current + everyMs - Date.now());
    const timer = setTimeout(() => {
      last.current = Date.now();
      setSpoken(text);
    }, wait);
    return () => clearTimeout(timer);
  }, [text]);
  return spoken;
}
