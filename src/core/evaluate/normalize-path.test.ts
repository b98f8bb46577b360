import { expect, it } from 'vitest';
import type { PathNormalization } from '../model/enforcement-point.ts';
import { hostOfTarget, normalizePath } from './normalize-path.ts';

const ALL: readonly PathNormalization[] = ['NONE', 'BASE', 'MERGE_SLASHES', 'DECODE_AND_MERGE_SLASHES'];

// What NONE, BASE, MERGE_SLASHES and DECODE_AND_MERGE_SLASHES make of it; null = 400.
it.each<[string, string, readonly (string | null)[]]>([
  ['N1 nothing to do', '/a/b', ['/a/b', '/a/b', '/a/b', '/a/b']],
  ['N1 dots', '/a/./b/../c', ['/a/./b/../c', '/a/c', '/a/c', '/a/c']],
  ['N1 dots at the end', '/a/.', ['/a/.', '/a/', '/a/', '/a/']],
  ['N1 above the root', '/..', ['/..', '/', '/', '/']],
  ['N1 dots in escapes', '/a/%2e%2E/b', ['/a/%2e%2E/b', '/b', '/b', '/b']],
  ['N1 unreserved escapes', '/%41%7e%2d', ['/%41%7e%2d', '/A~-', '/A~-', '/A~-']],
  ['N1 other escapes keep their case', '/%2f%3A', ['/%2f%3A', '/%2f%3A', '/%2f%3A', '/%3A']],
  ['N1 backslash', '/a\\b', ['/a\\b', '/a/b', '/a/b', '/a/b']],
  ['N1 escaped backslash', '/a%5cb', ['/a%5cb', '/a%5cb', '/a%5cb', '/a/b']],
  ['N1 eight bytes', '/a{b}"<>^`|', ['/a{b}"<>^`|', ...Array(3).fill('/a%7Bb%7D%22%3C%3E%5E%60%7C')]],
  ['N4 slashes', '/a//b', ['/a//b', '/a//b', '/a/b', '/a/b']],
  ['N1 slashes alone', '//', ['//', '//', '//', '//']],
  ['N1 one pass', '/%252e', ['/%252e', '/%252e', '/%252e', '/%252e']],
  ['N1 a null byte', '/a%00', ['/a%00', null, null, null]],
  ['N1 absolute form', 'http://h/x', ['/x', '/x', '/x', '/x']],
  ['N1 absolute form without a path', 'HTTPS://u@h:81', ['/', '/', '/', '/']],
  ['N1 absolute form with a query alone', 'http://h?x', [null, null, null, null]],
  ['N1 another scheme', 'ftp://h/x', [null, null, null, null]],
  ['N1 the star of OPTIONS', '*', [null, null, null, null]],
  ['N1 no slash', 'x', [null, null, null, null]],
  ['N1 a control', '/a\x01', [null, null, null, null]],
  ['N1 a space in the query', '/a?b c', [null, null, null, null]],
  ['N1 more slashes alone', '////', ['////', '////', '//', '//']],
  ['N1 slashes at both ends', '//a//', ['//a//', '//a//', '/a/', '/a/']],
  [
    'N1 dots that are names',
    '/.../..a/a..',
    ['/.../..a/a..', '/.../..a/a..', '/.../..a/a..', '/.../..a/a..'],
  ],
  ['N1 dots with parameters', '/a/..;x/.;%00', ['/a/..;x/.;%00', '/', '/', '/']],
  ['N1 but not in escapes', '/a/%2e.;x', ['/a/%2e.;x', '/a/..;x', '/a/..;x', '/a/..;x']],
  ['N1 nor after a backslash', '/a\\..;x', ['/a\\..;x', '/a/..;x', '/a/..;x', '/a/..;x']],
  ['N1 no escape', '/%zz%2', ['/%zz%2', '/%zz%2', '/%zz%2', '/%zz%2']],
  ['N1 an escape made by decoding', '/%%32e', ['/%%32e', ...Array(3).fill('/%252e')]],
  ['N1 and from two', '/%3%30', ['/%3%30', ...Array(3).fill('/%2530')]],
  ['N1 a null byte in the query', '/a?%00', ['/a', '/a', '/a', '/a']],
  ['N1 the fragment goes', '/a#b', ['/a', '/a', '/a', '/a']],
  ['N1 beyond ASCII', '/é', ['/é', '/%C3%A9', '/%C3%A9', '/%C3%A9']],
])('%s: %s', (_, raw, expected) => {
  expect(ALL.map((mode) => normalizePath(raw, mode)?.path ?? null)).toEqual(expected);
});

it('N2: the query is no part of the path, and isn’t normalised', () => {
  expect(normalizePath('/a/../b?x=/../%41', 'BASE')).toEqual({ path: '/b', pathWithQuery: '/b?x=/../%41' });
});

it.each([
  ['/a', null],
  ['http://h:81/a', 'h:81'],
  ['https://u@H', 'H'],
  ['ftp://h/', null],
])('N1: the host of %s is %s', (raw, host) => {
  expect(hostOfTarget(raw)).toBe(host);
});
