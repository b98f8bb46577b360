import { describe, expect, it } from 'vitest';
import type { Envelope } from './envelope.ts';
import { createLineJoiner } from './line-joiner.ts';

type Part = readonly [stream: Envelope['stream'], cut: boolean, content: string];

function join(parts: readonly Part[]): string[] {
  const found: string[] = [];
  const joiner = createLineJoiner(6, {
    line: ({ content }) => found.push(content),
    oversize: () => found.push('oversize'),
    partial: (content) => found.push(`${content}…`),
  });
  for (const [stream, cut, content] of parts) {
    joiner.write({ content, timed: null, pod: null, container: null, stream, cut });
  }
  joiner.end();
  return found;
}

describe('parts of lines', () => {
  it.each<[string, readonly Part[], string[]]>([
    [
      'whole lines',
      [
        [null, false, 'a'],
        ['stdout', false, 'b'],
      ],
      ['a', 'b'],
    ],
    [
      'three parts',
      [
        ['stdout', true, 'a'],
        ['stdout', true, 'b'],
        ['stdout', false, 'c'],
      ],
      ['abc'],
    ],
    [
      'an empty rest',
      [
        ['stdout', true, 'a'],
        ['stdout', false, ''],
      ],
      ['a'],
    ],
    [
      'streams between each other',
      [
        ['stdout', true, 'a'],
        ['stderr', true, 'x'],
        ['stdout', false, 'b'],
        ['stderr', false, 'y'],
      ],
      ['ab', 'xy'],
    ],
    [
      'no rest',
      [
        ['stdout', true, 'a'],
        ['stderr', false, 'x'],
      ],
      ['x', 'a…'],
    ],
    [
      'as long as may be',
      [
        ['stdout', true, 'abc'],
        ['stdout', false, 'def'],
      ],
      ['abcdef'],
    ],
    [
      'too long, then another',
      [
        ['stdout', true, 'abc'],
        ['stdout', true, 'defg'],
        ['stdout', false, 'h'],
        ['stdout', false, 'i'],
      ],
      ['oversize', 'i'],
    ],
    ['too long and no rest', [['stdout', true, 'abcdefg']], ['oversize']],
  ])('%s', (_, parts, lines) => {
    expect(join(parts)).toEqual(lines);
  });
});
