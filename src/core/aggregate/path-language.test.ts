import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isTemplate, matchesTemplate, templateContains, wildcards } from './path-language.ts';

it.each([
  ['/a/{*}', '/a/1', true],
  ['/a/{*}', '/a/1/', false],
  ['/a/{*}', '/a/', false],
  ['/a/{*}', '/a', false],
  ['/a/{*}', '/b/1', false],
  ['/a/{*}/c', '/a/b/c', true],
  ['/a/{*}/c', '/a/b/c/d', false],
  ['/a/{*}/', '/a/b/', true],
  ['/a/{*}', '/a/[x]', false],
  ['/a/{*}', '/a/"x"', false],
  ['/a/{*}', '/a/é', false],
  ['/a/{*}', "/a/-._~%!$&'()*+,;:@=", true],
  ['/a/{*}', '/a/{*}', false],
  ['/{*}/{*}', '/a/{*}', false],
  ['/a/b', '/a/b', true],
  ['/a/b', '/a/B', false],
  ['//a/{secret}', '//a/x', false],
])('%s matches %s: %s', (template, path, expected) => {
  expect(matchesTemplate(template, path)).toBe(expected);
});

it.each([
  ['/a/{*}', '/a/{*}', true],
  ['/a/{*}', '/a/b', true],
  ['/a/{*}/{*}', '/a/{*}/c', true],
  ['/a/{*}/c', '/a/{*}/{*}', false],
  ['/a/b', '/a/{*}', false],
  ['/a/{*}', '/a/{*}/', false],
  ['/a/b', '/a/b', true],
  ['/{*}', '/', false],
])('%s contains %s: %s', (outer, inner, expected) => {
  expect(templateContains(outer, inner)).toBe(expected);
});

it.each([
  ['/a/{*}', true, 1],
  ['/{*}/b/{*}', true, 2],
  ['/a/x{*}', false, 0],
  ['/a/{id}', false, 0],
  ['/a', false, 0],
])('%s is a template: %s, with %d wildcards', (path, template, count) => {
  expect(isTemplate(path)).toBe(template);
  expect(wildcards(path)).toBe(count);
});

const part = fc.constantFrom('a', 'b', '{*}', '[', '');
const language = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => `/${parts.join('/')}`);
const concrete = fc
  .array(fc.constantFrom('a', 'b', '[', ''), { minLength: 1, maxLength: 4 })
  .map((parts) => `/${parts.join('/')}`);

it('contains exactly what it matches more of', () => {
  fc.assert(
    fc.property(language, language, concrete, (outer, inner, path) => {
      if (templateContains(outer, inner) && matchesTemplate(inner, path)) {
        expect(matchesTemplate(outer, path)).toBe(true);
      }
      expect(templateContains(outer, path)).toBe(matchesTemplate(outer, path));
    }),
    { numRuns: 2000 },
  );
});
