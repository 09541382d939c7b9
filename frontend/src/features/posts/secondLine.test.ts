import { describe, expect, it } from 'vitest';
import { makePost } from '../../backend/fake/data';
import { i18n } from '../../i18n/i18n';
import { secondLine } from './secondLine';

const post = makePost('p', { state: 'uploading', privacy: 'SELF_ONLY' });

function line(remainingMs: number, windowMs: number, paused = false) {
  const upload = { postId: 'p', sent: 1e6, total: 4e6, remainingMs, windowMs };
  return secondLine(post, undefined, upload, undefined, paused, i18n.t);
}

describe('the line under an upload', () => {
  it('tells how much is sent', () => {
    expect(line(60_000, 3_000_000)).toEqual({
      text: 'Direct post, only me. 1.0 of 4 MB',
      tone: 'quiet',
    });
  });

  it('warns when TikTok’s hour ends first', () => {
    expect(line(3_000_001, 3_000_000)).toEqual({
      text: 'At this speed the upload won’t finish within TikTok’s hour.',
      tone: 'amber',
    });
  });

  it('does not warn while one of both is unknown', () => {
    expect(line(0, 3_000_000).tone).toBe('quiet');
    expect(line(9_000_000, 0).tone).toBe('quiet');
  });

  it('says that it is paused before anything else', () => {
    expect(line(9_000_000, 3_000_000, true).text).toMatch(/^Uploads are paused/);
  });
});
