import type { TablerIcon } from '@tabler/icons-react';
import { createStore, useStore } from './createStore';
import type { ShortcutId } from './shortcuts';

/** What a command is about; the palette shows them in this order. */
export const commandGroups = ['selected', 'actions', 'places', 'accounts', 'settings'] as const;

type CommandGroup = (typeof commandGroups)[number];

/** Something that can be done from the palette, or by its keys. */
export type Command = {
  /** Stable: recently used ones are remembered by it. */
  id: string;
  group: CommandGroup;
  icon: TablerIcon;
  /** In the user's language; asked for each time it is shown. */
  title: () => string;
  /** Other words that find it. */
  words?: () => string;
  shortcut?: ShortcutId;
  /** A command that cannot be done now is not offered. */
  when?: () => boolean;
  run: () => void;
};

const registry = createStore<ReadonlyMap<string, Command>>(new Map());

/**
 * Features say here what they can do, when they are loaded. So the palette offers it, and the
 * keyboard reaches it, without any feature importing another. A later one replaces an earlier one
 * of the same id. Returns the function that takes them back.
 */
export function registerCommands(commands: readonly Command[]): () => void {
  registry.set((all) => new Map([...all, ...commands.map((c) => [c.id, c] as const)]));
  return () =>
    registry.set((all) => {
      const gone = new Set(commands);
      return new Map([...all].filter(([, c]) => !gone.has(c)));
    });
}

export const useCommands = () => useStore(registry, (all) => all);

export const isOffered = (command: Command): boolean => command.when?.() ?? true;

/** Does what a shortcut stands for; false when nothing can be done by it now. */
export function runShortcut(id: ShortcutId): boolean {
  for (const command of registry.get().values()) {
    if (command.shortcut !== id || !isOffered(command)) continue;
    command.run();
    return true;
  }
  return false;
}
