import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTextLines } from './text-lines.ts';

function split(chunks: readonly Uint8Array[], maxChars = 1000): string[] {
  const found: string[] = [];
  const lines = createTextLines(maxChars, {
    line: (text) => found.push(text),
    oversize: () => found.push('oversize'),
  });
  for (const chunk of chunks) lines.write(chunk);
  lines.end();
  return found;
}

describe('text lines', () => {
  it.each([
    ['', []],
    ['a\nb\n', ['a', 'b']],
    ['a\n\nb', ['a', '', 'b']],
    ['\n', ['']],
    ['a\r\nb\r\n', ['a', 'b']],
    ['\ufeffa\n\ufeffb\n', ['a', '\ufeffb']],
    ['12345\n123456\n1', ['12345', 'oversize', '1']],
    ['123456', ['oversize']],
    ['12345\r\n', ['12345']],
    ['äöüßé\n\u20ac\u20ac\n', ['äöüßé', '\u20ac\u20ac']],
  ])('%j, lines of at most 5 characters', (text, lines) => {
    expect(split([Buffer.from(text)], 5)).toEqual(lines);
  });

  it('shows bytes that are no UTF-8 as U+FFFD', () => {
    expect(split([Buffer.from([0x61, 0xff, 10, 0x62])])).toEqual(['a\ufffd', 'b']);
  });

  it('gives the same lines however they arrive', () => {
    const char = fc.constantFrom('a', 'b', 'ä', '\u20ac', '\u{1f600}', '\n', '\r', '\ufeff');
    const bytes = fc
      .tuple(fc.array(char, { maxLength: 40 }), fc.uint8Array({ maxLength: 3 }))
      .map(([chars, odd]) => Buffer.concat([Buffer.from(chars.join('')), odd, Buffer.from(chars.join(''))]));
    fc.assert(
      fc.property(bytes, fc.array(fc.nat(120)), (input, cuts) => {
        const chunks = [0, ...cuts.toSorted((a, b) => a - b)].map((cut, i, all) =>
          input.subarray(cut, all[i + 1]),
        );
        expect(split(chunks, 6)).toEqual(split([input], 6));
      }),
      { numRuns: 1000 },
    );
  });

  it('does not keep what its sender overwrites', () => {
    const found: string[] = [];
    const lines = createTextLines(9, { line: (text) => found.push(text), oversize: () => {} });
    const chunk = Buffer.from('abc');
    lines.write(chunk);
    chunk.fill('x');
    lines.write(Buffer.from('d\n'));
    expect(found).toEqual(['abcd']);
  });

  it('holds no more than the allowed length of a line without an end', () => {
    const found: string[] = [];
    const lines = createTextLines(10, {
      line: (text) => found.push(text),
      oversize: () => found.push('oversize'),
    });
    for (let i = 0; i < 1000; i++) lines.write(Buffer.alloc(1000, 0x78));
    lines.write(Buffer.from('\nok\n'));
    expect(found).toEqual(['oversize', 'ok']);
  });
});
