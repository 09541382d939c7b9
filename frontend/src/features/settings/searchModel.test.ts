import { describe, expect, it } from 'vitest';
import { i18n } from '../../i18n/i18n';
import { isContact, speeds } from './model';
import { findSettings, rows } from './searchModel';

const found = (query: string) => findSettings(query, i18n.t).map((h) => h.row);

describe('the search in Settings', () => {
  it('finds by name, reason and page, in any order of words', () => {
    expect(found('appearance')).toEqual(['appearance']);
    expect(found('BATTERY charge')).toContain('battery');
    expect(found('speed upload')).toEqual(['speed']);
    expect(found('notifications')).toEqual(['tell', 'successes', 'hide', 'language']);
    expect(found('límit')).toEqual(found('limit'));
  });

  it('finds nothing for nothing', () => {
    expect(found('  ')).toEqual([]);
    expect(found('zebra')).toEqual([]);
  });

  it('has words for every row', () => {
    for (const { words } of Object.values(rows)) {
      expect(i18n.exists(`${words}.name`), words).toBe(true);
      expect(i18n.exists(`${words}.why`), words).toBe(true);
    }
  });
});

describe('a contact', () => {
  it('is an address or a page that can be reached', () => {
    for (const good of ['ana@example.com', ' https://hollow-oak.example/contact ']) {
      expect(isContact(good), good).toBe(true);
    }
    for (const bad of [
      '',
      'ana',
      'http://plain.example',
      'javascript:alert(1)',
      'https://',
      'a b@c.d',
    ]) {
      expect(isContact(bad), bad).toBe(false);
    }
  });
});

describe('upload speeds on offer', () => {
  it('hold the one in force', () => {
    expect(speeds(0)).toEqual([0, 500, 1000, 2000]);
    expect(speeds(750)).toEqual([0, 500, 750, 1000, 2000]);
  });
});
