/**
 * A way to press a shortcut: "Mod+K" (Ctrl, or ⌘ on macOS), "Shift+M", one after another "G Q",
 * or a key by the name that KeyboardEvent has for it.
 */
export type Combo = string;

const isMac = /Mac/.test(globalThis.navigator?.platform ?? '');

type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** True when e is this one key with exactly these modifiers. */
export function presses(e: Press, step: string, mac = isMac): boolean {
  const parts = step === '+' ? ['+'] : step.split('+');
  const key = parts.at(-1) ?? '';
  const mod = parts.includes('Mod');
  if (e.altKey || (mac ? e.metaKey : e.ctrlKey) !== mod || (mac ? e.ctrlKey : e.metaKey)) {
    return false;
  }
  const letter = /^\p{L}$/u.test(key);
  // Signs such as ? and / need Shift on some keyboards and not on others.
  if ((letter || key.length > 1) && e.shiftKey !== parts.includes('Shift')) return false;
  return letter ? e.key.toLowerCase() === key.toLowerCase() : e.key === nameOf(key);
}

const nameOf = (key: string) => (key === 'Space' ? ' ' : key);

const caps: Record<string, string> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Enter: '↵',
  Escape: 'Esc',
  Delete: 'Del',
  Mod: 'Ctrl',
};

/** What stands on the key caps: ["Ctrl", "K"]. The part that draws them knows macOS. */
export function capsOf(combo: Combo): string[] {
  return combo.split(' ').flatMap((step) => step.split('+').map((k) => caps[k] ?? k));
}

/** The same for aria-keyshortcuts. */
export function ariaKeys(combo: Combo, mac = isMac): string {
  return combo.replaceAll('Mod', mac ? 'Meta' : 'Control');
}

/** The keyboard writes there, or a control has keys of its own. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest(
      'input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]',
    ) !== null
  );
}
