import { useEffect } from 'react';
import { isTyping } from '../../lib/keys';
import { runShortcut } from '../../state/commands';
import { Sequence, shortcutFor } from '../../state/shortcuts';
import { setUi, uiStore } from '../../state/ui';

/**
 * The keys that work everywhere. They come before those of a place, but not while somebody
 * writes, and not through a dialog.
 */
export function useShortcuts() {
  useEffect(() => {
    const sequence = new Sequence();
    const onKey = (e: KeyboardEvent) => {
      if (e.defaultPrevented || e.isComposing || e.repeat) return;
      const id = shortcutFor(e, 'everywhere');
      if (id === 'palette') {
        if (!hasDialog() || uiStore.get().palette) {
          e.preventDefault();
          e.stopPropagation();
          setUi({ palette: !uiStore.get().palette });
        }
        return;
      }
      // Whoever leaves the computer locks at once, whatever is open.
      if (id === 'lock') {
        if (runShortcut(id)) {
          e.preventDefault();
          e.stopPropagation();
        }
        return;
      }
      if (isTyping(e.target) || uiStore.get().palette || hasDialog()) return;
      // The composer has keys of its own; what would take the user away from it waits.
      const composing = uiStore.get().composerId !== null;
      if (composing && id !== 'undo' && id !== 'help') return;
      const wanted = (composing ? undefined : sequence.take(e, e.timeStamp)) ?? id;
      if (sequence.waiting || (wanted !== undefined && runShortcut(wanted))) {
        e.preventDefault();
        e.stopPropagation();
      }
    };
    window.addEventListener('keydown', onKey, true);
    return () => window.removeEventListener('keydown', onKey, true);
  }, []);
}

/** A dialog other than the composer, or a menu, has the keyboard. Lists belong to a field. */
function hasDialog(): boolean {
  const open = document.querySelectorAll('[role="menu"], [role="dialog"]:not([data-composer])');
  return [...open].some(
    // The palette is known by its state: on its way out it is still drawn.
    (el) =>
      !el.closest('[data-palette]') &&
      !el.querySelector('[data-palette]') &&
      el.getClientRects().length > 0,
  );
}
