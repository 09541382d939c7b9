import { describe, expect, it } from 'vitest';
import { i18n } from '../../i18n/i18n';
import { elsewhere, formatSpanOf, twice } from './model';

const item = (id: string, name: string, locked: boolean) => ({
  id,
  name,
  passphrase: locked,
  locked,
});

describe('the lock screen', () => {
  it('tells a wait in the largest whole words', () => {
    const said = (s: number) => formatSpanOf(s, i18n.t);
    expect([said(1), said(59), said(60), said(65), said(3600)]).toEqual([
      '1 s',
      '59 s',
      '1 min',
      '1 min 5 s',
      '60 min',
    ]);
  });

  it('offers the other workspaces, open ones first', () => {
    const items = [
      item('w1', 'Shown', true),
      item('w2', 'Alder', true),
      item('w3', 'Willow', false),
      item('w4', 'Birch', false),
    ];
    const others = elsewhere({
      items,
      shown: 'w1',
      locked: true,
      waitMs: 0,
      fixed: false,
      language: 'system',
    });
    expect(others.map((o) => o.name)).toEqual(['Birch', 'Willow', 'Alder']);
  });

  it('takes a new passphrase only when it was typed twice', () => {
    expect(twice('', '')).toBe('missing');
    expect(twice('one', 'two')).toBe('differ');
    expect(twice('one', 'one')).toBe('');
  });
});
