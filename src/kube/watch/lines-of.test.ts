import fc from 'fast-check';
import { expect, it } from 'vitest';
import { linesOf } from './lines-of.ts';

async function* chunksOf(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let from = 0;
  for (let turn = 0; from < bytes.length; turn += 1) {
    const to = from + (sizes[turn % sizes.length] ?? 1);
    yield bytes.subarray(from, to);
    from = to;
  }
}

async function read(text: string, sizes: readonly number[]): Promise<string[][]> {
  const batches: string[][] = [];
  for await (const lines of linesOf(chunksOf(Buffer.from(text), sizes))) batches.push(lines);
  return batches;
}

it('gives the lines that are complete with a chunk', async () => {
  expect(await read('one\ntwo\nthree\nrest', [9, 100])).toEqual([['one', 'two'], ['three']]);
});

it('gives the same lines however the bytes are cut', async () => {
  const line = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\n'));
  const cuts = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 });
  await fc.assert(
    fc.asyncProperty(fc.array(line), cuts, async (lines, sizes) => {
      const whole = lines.map((text) => text.toWellFormed());
      const text = whole.map((one) => `${one}\n`).join('');
      expect((await read(text, sizes)).flat()).toEqual(whole.filter((one) => one !== ''));
    }),
  );
});
