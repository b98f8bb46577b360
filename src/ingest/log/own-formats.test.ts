import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../app-error.ts';
import { type CompiledFormat, compileFormat } from './compile-format.ts';
import { FIELDS, operatorOf } from './operators.ts';
import { createLineSplit } from './split-line.ts';

/** What an operator may print, a char per byte. */
type Values = fc.Arbitrary<string>;

const PIECES = [
  '"',
  "'",
  ' ',
  '" "',
  "' '",
  '", "',
  '-',
  ' - ',
  '|',
  '\t',
  ',',
  '; ',
  '=',
  '[',
  ']',
  '/x',
  '200',
  '403 ',
  '\u00e9\u00ff',
];
const char = fc.integer({ min: 1, max: 255 }).filter((byte) => byte !== 10 && byte !== 13);
const anyBytes = fc.array(char, { maxLength: 6 }).map((bytes) => String.fromCharCode(...bytes));
const free = fc
  .array(fc.oneof(fc.constantFrom(...PIECES), anyBytes), { maxLength: 8 })
  .map((pieces) => pieces.join(''));
const token = fc
  .array(
    char.filter((byte) => byte > 32 && byte !== 34 && byte !== 127),
    { minLength: 1, maxLength: 9 },
  )
  .map((bytes) => String.fromCharCode(...bytes));
const integer = fc.oneof(fc.nat().map(String), fc.constant('-'));
const port = fc.integer({ min: 1, max: 65_535 });
const address = fc.oneof(
  fc.tuple(fc.ipV4(), port).map(([ip, number]) => `${ip}:${number}`),
  fc.constantFrom('-', '[fd00::1]:80', '/var/run/a.sock', 'envoy://connect_originate/10.0.0.1:80', '@~x'),
);
const uris = fc.oneof(fc.constant('-'), fc.stringMatching(/^[A-Za-z0-9._~:/?#[\]@!$&'()*+,;=%-]{1,20}$/));
const name = fc.oneof(fc.constant('-'), fc.stringMatching(/^[A-Za-z0-9._-]{1,12}$/));

const two = (part: number) => String(part).padStart(2, '0');
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const TIMES: Readonly<Record<string, (at: Date) => string>> = {
  '%START_TIME%': (at) => at.toISOString(),
  '%START_TIME(%s.%3f)%': (at) => (at.getTime() / 1000).toFixed(3),
  '%START_TIME(%s%3f)%': (at) => String(at.getTime()),
  '%START_TIME(%d/%b/%Y:%T %z)%': (at) =>
    `${two(at.getUTCDate())}/${MONTHS[at.getUTCMonth()]}/${at.toISOString().slice(0, 4)}:` +
    `${at.toISOString().slice(11, 19)} +0000`,
  '%START_TIME(%F %T.%f)%': (at) => `${at.toISOString().replace('T', ' ').slice(0, 23)}000000`,
};
const instant = fc
  .integer({ min: Date.UTC(2001, 8, 10), max: Date.UTC(2099, 0, 1) })
  .map((ms) => new Date(ms));

/** What a format needs, one of each. */
const NEEDED: readonly (readonly (readonly [string, Values])[])[] = [
  Object.entries(TIMES).map(([text, print]) => [text, instant.map(print)] as const),
  [
    [
      '%REQ(:METHOD)%',
      fc.oneof(fc.constantFrom('GET', '-'), fc.stringMatching(/^[A-Z!#$%&'*+.^_`|~-]{1,8}$/)),
    ],
  ],
  [
    ['%REQ(:PATH)%', free],
    ['%REQ(x-envoy-original-path?:path):9999%', free],
    ['%PATH(NQ:PATH)%', free],
  ],
  [['%RESPONSE_CODE%', fc.oneof(fc.constantFrom('0', '-'), fc.integer({ min: 100, max: 599 }).map(String))]],
  [
    ['%RESPONSE_FLAGS%', fc.constantFrom('-', 'UF', 'UF,URX', 'DC')],
    ['%RESPONSE_CODE_DETAILS%', token],
  ],
  [['%DOWNSTREAM_LOCAL_ADDRESS%', address]],
  [
    ['%DOWNSTREAM_PEER_URI_SAN%', uris],
    ['%DOWNSTREAM_DIRECT_REMOTE_ADDRESS%', address],
    ['%FILTER_STATE(io.istio.peer_principal:PLAIN)%', uris],
  ],
];
const MORE: readonly (readonly [string, Values])[] = [
  ['%REQ(USER-AGENT)%', free],
  ['%REQ(X-FORWARDED-FOR):30%', free.map((text) => text.slice(0, 30))],
  ['%RESP(SERVER)%', free],
  ['%STREAM_ID%', free],
  ['%DYNAMIC_METADATA(a:b)%', free],
  ['%CONNECTION_TERMINATION_DETAILS%', free.map((text) => text || '-')],
  ['%TRACE_ID%', fc.oneof(fc.constant(''), name)],
  ['%BYTES_SENT%', integer],
  ['%DURATION%', integer],
  ['%GRPC_STATUS%', fc.constantFrom('-', 'OK', 'PermissionDenied', '77')],
  ['%PROTOCOL%', fc.constantFrom('-', 'HTTP/1.1', 'HTTP/2')],
  ['%UPSTREAM_CLUSTER%', fc.constantFrom('-', 'inbound|8080||;', 'outbound|80|v1|a.b')],
  ['%UPSTREAM_HOST%', address],
  ['%ROUTE_NAME%', token],
  ['%HOSTNAME%', name],
  ['%EMIT_TIME(%A %e %B %H:%M)%', fc.constantFrom('Monday  1 May 10:00', 'Wednesday 30 September 00:59')],
];

const quotes = fc.oneof(
  fc.constant(['', '']),
  fc.constant(['"', '"']),
  fc.constantFrom(['"', '"'], ["'", "'"], ['[', ']'], ['k=', ''], ['{"k":"', '"}'], ['', 'ms']),
);
const between = fc.constantFrom(' ', ' ', ' ', '\t', ', ', '|', ';', ' | ', '/', '-', '%%', '', 'x', '->');

interface Drawn {
  readonly text: string;
  /** For each literal before an operator, and the one at the end; then the operators' values. */
  readonly literals: readonly string[];
  readonly operators: readonly string[];
  readonly lines: readonly (readonly string[])[];
}

const drawn: fc.Arbitrary<Drawn> = fc
  .tuple(...NEEDED.map((ones) => fc.constantFrom(...ones)), fc.subarray([...MORE], { maxLength: 6 }))
  .chain((all) => {
    const operators = all.flatMap((one) => (typeof one[0] === 'string' ? [one] : one)) as [string, Values][];
    return fc.shuffledSubarray(operators, { minLength: operators.length, maxLength: operators.length });
  })
  .chain((operators) =>
    fc.record({
      operators: fc.constant(operators.map(([text]) => text)),
      quotes: fc.array(quotes, { minLength: operators.length, maxLength: operators.length }),
      between: fc.oneof(
        between.map((one) => operators.map(() => one)),
        fc.array(between, { minLength: operators.length, maxLength: operators.length }),
      ),
      lines: fc.array(fc.tuple(...operators.map(([, values]) => values)), { minLength: 2, maxLength: 2 }),
    }),
  )
  .map(({ operators, quotes: around, between: gaps, lines }) => {
    const before = operators.map(
      (_, i) => `${around[i - 1]?.[1] ?? ''}${i === 0 ? '' : gaps[i]}${around[i]?.[0]}`,
    );
    const literals = [...before, around.at(-1)?.[1] ?? ''];
    const text = operators.map((operator, i) => `${literals[i]}${operator}`).join('') + literals.at(-1);
    return { text, literals: literals.map((one) => one.replaceAll('%%', '%')), operators, lines };
  });

function render({ literals }: Drawn, values: readonly string[]): string {
  return literals.map((literal, i) => literal + (values[i] ?? '')).join('');
}

function compiled(text: string): CompiledFormat | null {
  try {
    return compileFormat(text);
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    return null;
  }
}

const { bounds, split } = createLineSplit();

/** Whether the line was split; then each value that is read is the one that was written. */
function isRead(format: CompiledFormat, one: Drawn, values: readonly string[]): boolean {
  const line = render(one, values);
  const result = split(line, format);
  if (result === 'ambiguous') return false;
  expect(result).toBe('split');
  one.operators.forEach((text, i) => {
    const { field } = operatorOf(text.slice(1, -1)) as { field: null };
    if (field === null) return;
    const slot = FIELDS.indexOf(field);
    expect([text, line.slice(bounds[2 * slot], bounds[2 * slot + 1])]).toEqual([text, values[i]]);
  });
  return true;
}

describe('a format that can be compiled', () => {
  it('is read as it was written, or given up', () => {
    let formats = 0;
    let right = 0;
    fc.assert(
      fc.property(drawn, (one) => {
        const format = compiled(one.text);
        if (format === null) return;
        formats++;
        for (const values of one.lines) if (isRead(format, one, values)) right++;
      }),
      { numRuns: 2000 },
    );
    expect(formats).toBeGreaterThan(300);
    expect(right).toBeGreaterThan(formats);
  });

  it('is read so also when headers hold pieces of another of its lines', () => {
    let formats = 0;
    let right = 0;
    fc.assert(
      fc.property(drawn, fc.infiniteStream(fc.nat()), (one, numbers) => {
        const format = compiled(one.text);
        if (format === null) return;
        formats++;
        const [mine = [], others = []] = one.lines;
        const forged = render(one, others);
        const next = () => numbers.next().value as number;
        const values = mine.map((value, i) => {
          const isHeader = /^%(?:REQ\((?!:M)|RESP\(|STREAM_ID|PATH)/.test(one.operators[i] as string);
          if (!isHeader || next() % 3 === 0) return value;
          const from = next() % (forged.length + 1);
          const piece = next() % 2 === 0 ? forged.slice(from) : forged.slice(0, from);
          const text = value + piece;
          return one.operators[i]?.includes(':30') ? text.slice(0, 30) : text;
        });
        if (isRead(format, one, values)) right++;
      }),
      { numRuns: 2000 },
    );
    expect(formats).toBeGreaterThan(300);
    expect(right).toBeGreaterThan(formats / 4);
  });
});
