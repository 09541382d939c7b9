import { expect, it } from 'vitest';
import { soon } from './model';

it('begins at least an hour ahead', () => {
  expect(soon(new Date('2026-11-24T14:42:00Z'), 'Europe/Madrid')).toBe('2026-11-24T17:00:00');
});
