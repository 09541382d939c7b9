import { describe, expect, it } from 'vitest';
import { makePost } from '../../backend/fake/data';
import { nextDuty } from './awake';

const now = new Date('2026-11-24T15:42:00Z');
const at = (id: string, scheduledAt: string, state = 'scheduled') =>
  makePost(id, { state, scheduledAt });

describe('what the computer does next', () => {
  it('is to stay awake ten minutes before the first post', () => {
    const posts = [at('b', '2026-11-25T11:00:00Z'), at('a', '2026-11-24T17:30:00Z')];
    expect(nextDuty(posts, now)).toEqual({ kind: 'from', at: new Date('2026-11-24T17:20:00Z') });
  });

  it('is to stay awake now, while a post is near or on its way', () => {
    expect(nextDuty([at('a', '2026-11-24T15:50:00Z')], now).kind).toBe('now');
    expect(nextDuty([at('a', '2026-11-24T15:40:00Z', 'uploading')], now).kind).toBe('now');
  });

  it('is nothing without a post', () => {
    expect(nextDuty([], now).kind).toBe('none');
    expect(nextDuty([at('a', '', 'draft')], now).kind).toBe('none');
  });
});
