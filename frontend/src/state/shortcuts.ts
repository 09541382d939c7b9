import { type Combo, presses } from '../lib/keys';

/** Where a shortcut works. */
export type Scope = 'everywhere' | 'queue' | 'calendar' | 'composer';

type Shortcut = { scope: Scope; combos: readonly Combo[] };

/**
 * Every key of the window. The handlers, the hints in menus and in the palette, and the sheet (?)
 * read them here; the words are `shortcuts.*` in the catalogue.
 */
export const shortcuts = {
  palette: { scope: 'everywhere', combos: ['Mod+K'] },
  newPost: { scope: 'everywhere', combos: ['N'] },
  search: { scope: 'everywhere', combos: ['/'] },
  undo: { scope: 'everywhere', combos: ['Mod+Z'] },
  help: { scope: 'everywhere', combos: ['?'] },
  lock: { scope: 'everywhere', combos: ['Mod+Shift+L'] },
  goQueue: { scope: 'everywhere', combos: ['G Q'] },
  goCalendar: { scope: 'everywhere', combos: ['G C'] },
  goLibrary: { scope: 'everywhere', combos: ['G L'] },
  goAccounts: { scope: 'everywhere', combos: ['G A'] },
  goPrivacy: { scope: 'everywhere', combos: ['G P'] },
  goSettings: { scope: 'everywhere', combos: ['G S'] },
  nextRow: { scope: 'queue', combos: ['J', 'ArrowDown'] },
  previousRow: { scope: 'queue', combos: ['K', 'ArrowUp'] },
  act: { scope: 'queue', combos: ['Enter'] },
  edit: { scope: 'queue', combos: ['E'] },
  preview: { scope: 'queue', combos: ['Space'] },
  move: { scope: 'queue', combos: ['M'] },
  slot: { scope: 'queue', combos: ['S'] },
  delete: { scope: 'queue', combos: ['Delete', 'Backspace'] },
  select: { scope: 'queue', combos: ['X'] },
  selectMore: {
    scope: 'queue',
    combos: ['Shift+ArrowDown', 'Shift+ArrowUp', 'Shift+J', 'Shift+K'],
  },
  selectAll: { scope: 'queue', combos: ['Mod+A'] },
  clear: { scope: 'queue', combos: ['Escape'] },
  day: { scope: 'calendar', combos: ['D'] },
  week: { scope: 'calendar', combos: ['W'] },
  month: { scope: 'calendar', combos: ['M'] },
  today: { scope: 'calendar', combos: ['T'] },
  agree: { scope: 'composer', combos: ['Mod+Enter'] },
  nextPost: { scope: 'composer', combos: ['Mod+ArrowDown'] },
  previousPost: { scope: 'composer', combos: ['Mod+ArrowUp'] },
  playPause: { scope: 'composer', combos: ['Space'] },
  trimStart: { scope: 'composer', combos: ['I'] },
  trimEnd: { scope: 'composer', combos: ['O'] },
  close: { scope: 'composer', combos: ['Escape'] },
} as const satisfies Record<string, Shortcut>;

export type ShortcutId = keyof typeof shortcuts;

export const scopes: readonly Scope[] = ['everywhere', 'queue', 'calendar', 'composer'];

export function shortcutsOf(scope: Scope): ShortcutId[] {
  return ids.filter((id) => shortcuts[id].scope === scope);
}

const ids = Object.keys(shortcuts) as ShortcutId[];

/** How a shortcut is pressed, the first way of it. */
export const comboOf = (id: ShortcutId): Combo => shortcuts[id].combos[0];

/** The shortcut of a place that e presses, or undefined. Those of two keys are not looked for. */
export function shortcutFor(e: KeyboardEvent, scope: Scope): ShortcutId | undefined {
  return shortcutsOf(scope).find((id) =>
    shortcuts[id].combos.some((c) => !c.includes(' ') && presses(e, c)),
  );
}

/** Follows the keys of one shortcut after another, such as G and then Q. */
export class Sequence {
  private first = '';
  private at = 0;

  /** Returns the shortcut that ends with e. now is in milliseconds. */
  take(e: KeyboardEvent, now: number): ShortcutId | undefined {
    const first = now - this.at < patienceMs ? this.first : '';
    this.first = '';
    for (const id of ids) {
      for (const combo of shortcuts[id].combos) {
        const [begin, end] = combo.split(' ');
        if (begin === undefined || end === undefined) continue;
        if (first === begin && presses(e, end)) return id;
        if (presses(e, begin)) {
          this.first = begin;
          this.at = now;
        }
      }
    }
    return undefined;
  }

  /** A sequence has begun: what comes next is its second key. */
  get waiting(): boolean {
    return this.first !== '';
  }
}

const patienceMs = 1200;
