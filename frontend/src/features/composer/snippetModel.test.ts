import { describe, expect, it } from 'vitest';
import { accounts } from '../../backend/fake/people';
import type { Snippet } from '../../backend/types';
import {
  addSet,
  complete,
  fillTemplate,
  insertAt,
  isUsed,
  removeSet,
  setsFor,
  typedTag,
} from './snippetModel';

const set = (name: string, text: string): Snippet => ({
  id: name,
  kind: 'hashtags',
  name,
  text,
  accountId: '',
});
const surf = set('Surf, daily', '#surf #surfcoach');
const bali = set('Bali', '#bali #surf');

describe('a set of hashtags', () => {
  it('is used when all of them are in the caption, whatever their case', () => {
    expect(isUsed(surf, 'Look left #SURF #surfcoach')).toBe(true);
    expect(isUsed(surf, 'Look left #surf')).toBe(false);
    expect(isUsed(surf, 'no#surf me#surfcoach')).toBe(false);
  });

  it('is added at the end, without what is there', () => {
    expect(addSet('Look left #Surf', surf)).toBe('Look left #Surf #surfcoach');
    expect(addSet('', surf)).toBe('#surf #surfcoach');
    expect(addSet('Line\n', surf)).toBe('Line\n#surf #surfcoach');
    expect(addSet('#surf #surfcoach', surf)).toBe('#surf #surfcoach');
  });

  it('is taken out again, but not what another one needs', () => {
    expect(removeSet('Look #surf left #surfcoach', surf, [])).toBe('Look left');
    expect(removeSet('Look #surf #surfcoach #bali', surf, [bali])).toBe('Look #surf #bali');
  });

  it('adding and removing leaves the words as they were', () => {
    for (const caption of ['', 'Look left', 'a\nb #dawn']) {
      expect(removeSet(addSet(caption, surf), surf, [])).toBe(caption);
    }
  });
});

describe('completion', () => {
  it.each([
    ['Look #sur', 9, 'sur'],
    ['#', 1, ''],
    ['a#sur', 5, null],
    ['Look #sur later', 9, 'sur'],
    ['Look', 4, null],
    ['#sur ', 5, null],
  ])('of "%s" at %i sees %s', (caption, at, typed) => {
    expect(typedTag(caption, at)).toBe(typed);
  });

  it('offers what is named so first, then what has such a hashtag', () => {
    expect(setsFor('su', [bali, surf]).map((s) => s.name)).toEqual(['Surf, daily', 'Bali']);
    expect(setsFor('surfd', [bali, surf]).map((s) => s.name)).toEqual(['Surf, daily']);
    expect(setsFor('', [bali, surf])).toHaveLength(2);
    expect(setsFor('x', [bali, surf])).toEqual([]);
  });

  it('replaces the typed word by the hashtags that are missing', () => {
    expect(complete('Look #sur later', 9, 'sur', surf)).toEqual({
      text: 'Look #surf #surfcoach later',
      at: 21,
    });
    expect(complete('#surf #sur', 10, 'sur', surf).text).toBe('#surf #surfcoach');
  });
});

describe('words', () => {
  it('go in where the cursor is, without touching others', () => {
    expect(insertAt('ab', 1, 'X')).toEqual({ text: 'a X b', at: 4 });
    expect(insertAt('', 0, 'X')).toEqual({ text: 'X', at: 1 });
    expect(insertAt('a ', 2, 'X')).toEqual({ text: 'a X', at: 3 });
  });

  it('of a template are filled; what is not known stays', () => {
    const filled = fillTemplate('{file}, {date}: {account} {other} {file}', {
      file: 'Lip throw.v2.mp4',
      account: accounts[0],
      at: new Date('2026-11-27T11:30:00Z'),
      zone: 'Asia/Jakarta',
    });
    expect(filled).toBe('Lip throw.v2, Fri 27 Nov: @tidewater.surf {other} Lip throw.v2');
  });
});
