import { describe, expect, it } from 'vitest';
import { find, fold } from './find';

const bold = (text: string, query: string) => {
  const found = find(text, query);
  return found?.ranges.map(([a, b]) => text.slice(a, b)) ?? null;
};

describe('finding', () => {
  it('marks what was found in the characters of the text', () => {
    expect(bold('What moves when you turn the crank', 'MOV')).toEqual(['mov']);
    expect(bold('DJI_0148.MOV', 'mov')).toEqual(['MOV']);
    expect(bold('Café con leche', 'cafe')).toEqual(['Café']);
    expect(bold('把短片放进队列', '队列')).toEqual(['队列']);
  });

  it('needs every word, wherever it is', () => {
    expect(bold('Six in the morning', 'morn six')).toEqual(['Six', 'morn']);
    expect(find('Six in the morning', 'six noon')).toBeNull();
    expect(find('@a', 'brick', 'Brickworks')?.ranges).toEqual([]);
  });

  it('puts the start of a text before the start of a word before its inside', () => {
    const score = (text: string) => find(text, 'move')?.score ?? -1;
    expect(score('Move it')).toBeLessThan(score('To move'));
    expect(score('To move')).toBeLessThan(score('Remove'));
    expect(bold('remove the move', 'move')).toEqual(['move']);
  });

  it('keeps as many characters as the text has', () => {
    for (const text of ['ﬁne', 'İstanbul', '👩‍🚀 up', 'é', 'ß']) {
      expect(fold(text)).toHaveLength(text.length);
    }
  });
});
