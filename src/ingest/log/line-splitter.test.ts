import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLineSplitter } from './line-splitter.ts';

function split(chunks: readonly Uint8Array[], maxBytes = 1000): string[] {
  const found: string[] = [];
  const splitter = createLineSplitter(maxBytes, {
    line: (text, terminated) => found.push(terminated ? text : `${text}…`),
    oversize: () => found.push('oversize'),
  });
  for (const chunk of chunks) splitter.write(chunk);
  splitter.end();
  return found;
}

describe('the splitter', () => {
  it.each([
    ['', []],
    ['a\nb\n', ['a', 'b']],
    ['a\n\nb', ['a', '', 'b…']],
    ['\n', ['']],
    ['12345\n123456\n1', ['12345', 'oversize', '1…']],
    ['123456', ['oversize']],
  ])('%j, lines of at most 5 bytes', (text, lines) => {
    expect(split([Buffer.from(text)], 5)).toEqual(lines);
  });

  it('keeps every byte as one char', () => {
    expect(split([Buffer.from([0xe9, 0x80, 0xff, 10])])).toEqual(['\u00e9\u0080\u00ff']);
  });

  it('gives the same lines however they arrive', () => {
    const bytes = fc
      .uint8Array({ maxLength: 60 })
      .map((raw) => raw.map((byte) => (byte % 7 === 0 ? 10 : byte)));
    fc.assert(
      fc.property(bytes, fc.array(fc.nat(60)), (input, cuts) => {
        const chunks = [0, ...cuts.toSorted((a, b) => a - b)].map((cut, i, all) =>
          input.slice(cut, all[i + 1]),
        );
        expect(split(chunks, 9)).toEqual(split([input], 9));
      }),
    );
  });

  it('does not keep what its sender overwrites', () => {
    const found: string[] = [];
    const splitter = createLineSplitter(9, { line: (text) => found.push(text), oversize: () => {} });
    const chunk = Buffer.from('abc');
    splitter.write(chunk);
    chunk.fill('x');
    splitter.write(Buffer.from('d\n'));
    expect(found).toEqual(['abcd']);
  });
});
