const key = 'cuedrop.recentCommands';
const most = 4;

/** Ids of commands that were used last, newest first. Never words of posts. */
export function recentCommands(): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(stored) ? stored.filter((s) => typeof s === 'string').slice(0, most) : [];
  } catch {
    return [];
  }
}

export function rememberCommand(id: string) {
  const next = [id, ...recentCommands().filter((r) => r !== id)].slice(0, most);
  try {
    localStorage.setItem(key, JSON.stringify(next));
  } catch {
    // A full or closed store costs the recent ones, nothing else.
  }
}

/** What was done in one workspace says nothing to who opens another. */
export function forgetRecent() {
  try {
    localStorage.removeItem(key);
  } catch {
    // Nothing was stored then.
  }
}
