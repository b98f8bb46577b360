import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatParts } from './format-parts.ts';
import { mixedText, splitMixed } from './json-format-mixed.ts';

const REQUEST = '%REQ(:METHOD)% %REQ(:PATH)% %PROTOCOL%';

function split(format: string, text: string): string[] | null {
  const mixed = mixedText(formatParts(format));
  if (mixed === null) throw new Error(`${format} can't be split`);
  return splitMixed(mixed, text);
}

describe('a string of several operators', () => {
  it.each<[string, string, string[] | null]>([
    [REQUEST, 'GET /a HTTP/1.1', ['GET', '/a', 'HTTP/1.1']],
    [REQUEST, 'GET /a b HTTP/2 HTTP/1.1', ['GET', '/a b HTTP/2', 'HTTP/1.1']],
    [REQUEST, '- - -', ['-', '-', '-']],
    [REQUEST, '  ', ['', '', '']],
    [REQUEST, 'GET', null],
    [REQUEST, 'GET HTTP/1.1', null],
    [REQUEST, '', null],
    ['[%START_TIME%]', '[2026-03-02T10:00:00.123Z]', ['2026-03-02T10:00:00.123Z']],
    ['[%START_TIME%]', '[10 o’clock]', ['10 o’clock']],
    ['[%START_TIME%]', '2026-03-02T10:00:00.123Z', null],
    ['[%START_TIME%]', '[', null],
    ['to "%REQ(:PATH)%"!', 'to ""!', ['']],
    ['to "%REQ(:PATH)%"!', 'to "!', null],
    ['to "%REQ(:PATH)%"!', 'to "a" to "b"!', ['a" to "b']],
    ['%RESPONSE_CODE%/%RESPONSE_FLAGS% %REQ(X)%', '200/UF,URX a', ['200', 'UF,URX', 'a']],
    ['%REQ(X)% %RESPONSE_CODE%:%BYTES_SENT% ms', '1 2 200:7 ms', ['1 2', '200', '7']],
    ['%REQ(X)% %RESPONSE_CODE%:%BYTES_SENT% ms', 'x200:7 ms', null],
    ['%RESPONSE_CODE% %BYTES_SENT%', '200 7', ['200', '7']],
    ['%RESPONSE_CODE% %BYTES_SENT%', '200 7 8', null],
    ['100%% %RESPONSE_CODE%', '100% 200', ['200']],
  ])('%s: %s', (format, text, values) => {
    expect(split(format, text)).toEqual(values);
  });

  it.each([
    ['two free texts', '%REQ(:PATH)% %REQ(USER-AGENT)%'],
    ['nothing between two', '%REQ(:METHOD)%%REQ(:PATH)%'],
    ['a word that runs into its literal', '%REQ(:METHOD)%x%REQ(:PATH)%'],
    ['a word after free text that does', '%REQ(:PATH)%/%PROTOCOL%'],
    ['words that may hold what parts them', '%DOWNSTREAM_LOCAL_ADDRESS%:%UPSTREAM_HOST%'],
    ['an operator nobody knows beside free text', '%MOON_PHASE% %REQ(:PATH)%'],
    ['a letter that could be of a word', '%ROUTE_NAME%é%REQ(:PATH)%'],
  ])('has several readings with %s', (_, format) => {
    expect(mixedText(formatParts(format))).toBeNull();
  });

  it('gives back what was put in, whatever the free text is', () => {
    const piece = fc.constantFrom(' ', '-', 'GET', 'HTTP/1.1', ' HTTP/2', '/x', '"', 'é', '\u{1f600}');
    const free = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.array(piece).map((pieces) => pieces.join('')),
    );
    const method = fc.constantFrom('GET', 'PROPFIND', '-', '');
    const protocol = fc.constantFrom('HTTP/1.1', 'HTTP/2', '-', '');
    fc.assert(
      fc.property(method, free, protocol, (...values) => {
        expect(split(REQUEST, values.join(' '))).toEqual(values);
      }),
    );
  });
});
