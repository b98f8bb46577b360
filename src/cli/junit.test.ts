import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escaped, junitXml, quoted } from './junit.ts';

/** What a reader of XML makes of it, by the rules of XML 1.0: newlines are one character, entities are resolved. */
function read(xml: string): string {
  return xml
    .replace(/\r\n?/g, '\n')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');
}

const CHAR = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;
const any = fc.string({
  unit: fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    fc.constantFrom('\0', '\ud800', '\uffff', ']]>', '\r', '&lt;'),
  ),
});

describe('escaping', () => {
  it('leaves a text readable as it was, in attributes and between tags', () => {
    fc.assert(
      fc.property(any, (text) => {
        const clean = [...text].map((char) => (CHAR.test(char) ? char : '\ufffd')).join('');
        expect(read(escaped(text))).toBe(clean);
        // In an attribute what isn't escaped and is white becomes a space.
        expect(
          read(
            quoted(text)
              .slice(1, -1)
              .replace(/[\t\n\r]/g, ' '),
          ),
        ).toBe(clean);
      }),
      { numRuns: 1000 },
    );
  });

  it('writes only what XML can hold, and nothing that ends a text or an attribute', () => {
    fc.assert(
      fc.property(any, (text) => {
        expect(escaped(text)).toMatch(CHAR);
        expect(escaped(text)).not.toMatch(/[<>]|&(?!(amp|lt|gt|#13);)/);
        expect(quoted(text).slice(1, -1)).not.toMatch(/[<>"]|&(?!(amp|lt|gt|quot|apos|#\d+);)/);
      }),
    );
  });
});

it('is what readers of Ant and Jenkins reports expect', () => {
  const failure = { kind: 'failure', message: '2 <denied>', text: 'why & what' } as const;
  const xml = junitXml(
    [
      {
        name: 'traffic',
        cases: [
          { className: 'shop', name: 'cart', problem: null },
          { className: 'shop', name: 'pay', problem: failure },
        ],
        output: ['a < b', 'c'],
      },
      {
        name: 'policies',
        cases: [
          { className: 'p', name: ' a  b.yaml:3\n', problem: { kind: 'error', message: 'm', text: 't' } },
        ],
        output: [],
      },
    ],
    Date.UTC(2026, 2, 1, 10, 0, 0, 999),
  );

  expect(xml).toBe(
    `<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite name="traffic" package="leastpath" id="0" timestamp="2026-03-01T10:00:00" hostname="localhost" tests="2" failures="1" errors="0" time="0">
    <properties/>
    <testcase classname="shop" name="cart" time="0"/>
    <testcase classname="shop" name="pay" time="0">
      <failure message="2 &lt;denied&gt;" type="leastpath">why &amp; what</failure>
    </testcase>
    <system-out>a &lt; b
c</system-out>
    <system-err/>
  </testsuite>
  <testsuite name="policies" package="leastpath" id="1" timestamp="2026-03-01T10:00:00" hostname="localhost" tests="1" failures="0" errors="1" time="0">
    <properties/>
    <testcase classname="p" name="a b.yaml:3" time="0">
      <error message="m" type="leastpath">t</error>
    </testcase>
    <system-out></system-out>
    <system-err/>
  </testsuite>
</testsuites>
`,
  );
});
