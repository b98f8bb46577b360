import { describe, expect, it } from 'vitest';
import { holdingKey, type TextAtom } from './atom.ts';
import { ANY_CHAR } from './char-set.ts';
import { headerClasses } from './header-classes.ts';
import { any, text } from './pattern.ts';

const exact = (id: number, word: string): TextAtom => ({
  kind: 'text',
  id,
  exact: new Set([word]),
  patterns: [],
});
const begins = (id: number, word: string): TextAtom => ({
  kind: 'text',
  id,
  exact: new Set(),
  patterns: [[...text(word), any(ANY_CHAR)]],
});

function shown(atoms: TextAtom[], joined: boolean): string[] {
  const classes = [...headerClasses(atoms, joined, { left: 10_000 })];
  return classes.map(
    ({ value, holding }) => `${value === null ? 'absent' : JSON.stringify(value)} ${holdingKey(holding)}`,
  );
}

describe('headerClasses', () => {
  it.each<[string, TextAtom[], boolean, string[]]>([
    [
      'S10: two values need two lines',
      [exact(0, 'a'), exact(1, 'b')],
      false,
      ['absent ', '["a"] 0', '["b"] 1', '["a","b"] 0,1'],
    ],
    ['S10: unless lines are joined', [exact(0, 'a'), exact(1, 'b')], true, ['absent ', '["a"] 0', '["b"] 1']],
    ['S1: a line may be empty', [begins(0, '')], false, ['absent ', '[""] 0']],
    [
      'what one line can do needs no second',
      [begins(0, 'a'), begins(1, 'ab')],
      false,
      ['absent ', '["a"] 0', '["ab"] 0,1'],
    ],
  ])('%s', (_, atoms, joined, expected) => {
    expect(shown(atoms, joined)).toEqual(expected);
  });

  it('stops when nothing is left to spend', () => {
    const atoms = Array.from({ length: 12 }, (_, id) => exact(id, `v${id}`));
    expect([...headerClasses(atoms, false, { left: 500 })].length).toBeLessThan(600);
  });
});
