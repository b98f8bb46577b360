import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nearest } from './nearest.ts';

const KNOWN = ['als.listen', 'http.listen', 'learn.timeUnit', 'learn.minAge', 'retention'];

it.each([
  ['als.listn', 'als.listen'],
  ['htpp.listen', 'http.listen'],
  ['learn.timeunit', 'learn.timeUnit'],
  ['learn.min_age', 'learn.minAge'],
  ['retnetion', 'retention'],
])('%s → %s', (name, right) => {
  expect(nearest(name, KNOWN)).toBe(right);
});

it('finds nothing in nothing', () => {
  expect(nearest('x', [])).toBeNull();
});

it('a known name is nearest to itself', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.stringMatching(/^[a-z.]{1,12}$/), { minLength: 1 }), (names) => {
      for (const name of names) expect(nearest(name, names)).toBe(name);
    }),
  );
});
