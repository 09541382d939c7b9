import { IconPlus } from '@tabler/icons-react';
import { describe, expect, it, vi } from 'vitest';
import { type Command, registerCommands, runShortcut } from './commands';

const command = (part: Partial<Command>): Command => ({
  id: 'test',
  group: 'actions',
  icon: IconPlus,
  title: () => 'Test',
  run: () => undefined,
  ...part,
});

describe('commands', () => {
  it('are run by their keys while they can be done, and not once they are taken back', () => {
    const run = vi.fn();
    let can = false;
    const stop = registerCommands([command({ shortcut: 'newPost', when: () => can, run })]);
    expect(runShortcut('newPost')).toBe(false);
    can = true;
    expect(runShortcut('newPost')).toBe(true);
    expect(run).toHaveBeenCalledOnce();
    stop();
    expect(runShortcut('newPost')).toBe(false);
  });

  it('of the same id replace one another', () => {
    const [first, second] = [vi.fn(), vi.fn()];
    const stops = [first, second].map((run) =>
      registerCommands([command({ shortcut: 'search', run })]),
    );
    runShortcut('search');
    expect(first).not.toHaveBeenCalled();
    expect(second).toHaveBeenCalledOnce();
    for (const stop of stops) stop();
  });
});
