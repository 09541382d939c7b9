let current = 'en';

/** The locale that times, figures and lists are written in; a BCP 47 tag. */
export function locale(): string {
  return current;
}

export function setLocale(tag: string) {
  current = tag;
}

const made = new Map<string, unknown>();

/** Intl formatters are slow to build and are asked for on every row: one of each is kept. */
export function cached<T>(tag: string, key: string, make: () => T): T {
  const id = `${tag} ${key}`;
  if (!made.has(id)) made.set(id, make());
  return made.get(id) as T;
}
