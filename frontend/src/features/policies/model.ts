import type { PolicyState } from '../../backend/types';

/** Version and day, as the catalogue's sentences take them. */
export function versionLine(policy: Pick<PolicyState, 'version' | 'date'>, language: string) {
  return { version: policy.version, date: dayOf(policy.date, language) };
}

/** A calendar day in words; it has no zone, so none may shift it. */
export function dayOf(day: string, language: string): string {
  const at = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(at.getTime())) return day;
  return at.toLocaleDateString(language === 'en' ? 'en-GB' : language, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  });
}
