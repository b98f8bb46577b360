import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Exchange,
  forgedExchange,
  forgedText,
  tcpExchange,
} from '../../../test/support/log-arbitraries.ts';
import type { JsonTemplate, JsonTemplateValue } from '../../core/model/log-template.ts';
import { formatParts } from './format-parts.ts';
import { compileJsonFormat, createOwnJsonReader } from './json-format.ts';
import { createJsonLineReader, type JsonObject } from './json-line.ts';

type Value = string | number | null;

/** Operators, the key that Istio's reader knows what they print under, and what they print. */
const OPERATORS: readonly (readonly [string, string, (e: Exchange) => Value])[] = [
  ['%START_TIME%', 'start_time', (e) => new Date(e.startTime).toISOString()],
  ['%REQ(:METHOD)%', 'method', (e) => e.method],
  ['%REQ(:PATH)%', 'raw_path', (e) => e.path],
  ['%RESPONSE_CODE%', 'response_code', (e) => e.code],
  ['%RESPONSE_FLAGS%', 'response_flags', (e) => e.flags || '-'],
  ['%DOWNSTREAM_LOCAL_ADDRESS%', 'downstream_local_address', (e) => e.local],
  ['%DOWNSTREAM_REMOTE_ADDRESS%', 'downstream_remote_address', (e) => e.remote],
  // From here on they may lack.
  ['%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%', 'path', (e) => e.path && `/outer${e.path}`],
  ['%PROTOCOL%', 'protocol', (e) => e.protocol],
  ['%RESPONSE_CODE_DETAILS%', 'response_code_details', (e) => e.details || null],
  ['%CONNECTION_TERMINATION_DETAILS%', 'connection_termination_details', (e) => e.termination || null],
  ['%GRPC_STATUS_NUMBER%', 'grpc_status', (e) => (e.method === 'POST' ? e.code % 17 : null)],
  ['%BYTES_RECEIVED%', 'bytes_received', (e) => e.received],
  ['%BYTES_SENT%', 'bytes_sent', (e) => e.sent],
  ['%DURATION%', 'duration', (e) => e.duration],
  ['%UPSTREAM_HOST%', 'upstream_host', (e) => (e.host === '-' ? null : e.host)],
  ['%UPSTREAM_CLUSTER%', 'upstream_cluster', (e) => (e.cluster === '' ? null : `${e.cluster};`)],
  ['%UPSTREAM_LOCAL_ADDRESS%', 'upstream_local_address', (e) => e.upstreamLocal],
  ['%DOWNSTREAM_DIRECT_REMOTE_ADDRESS%', 'downstream_direct_remote_address', (e) => e.upstreamLocal],
  ['%REQUESTED_SERVER_NAME%', 'requested_server_name', (e) => e.sni],
  ['%ROUTE_NAME%', 'route_name', (e) => e.route || null],
  ['%DOWNSTREAM_PEER_URI_SAN%', 'peer', (e) => e.sni && `spiffe://td/${e.sni}`],
  ['%HOSTNAME%', 'pod', () => 'cart-1'],
  ['%ACCESS_LOG_TYPE%', 'log_type', (e) => (e.protocol === null ? 'TcpConnectionEnd' : 'DownstreamEnd')],
];
const NEEDED = 7;
/** Not read, with any text. */
const NOISE: ReadonlyMap<string, (e: Exchange) => Value> = new Map<string, (e: Exchange) => Value>([
  ['REQ(USER-AGENT)', (e) => e.userAgent || null],
  ['REQ(:AUTHORITY)', (e) => e.authority || null],
  ['UPSTREAM_TRANSPORT_FAILURE_REASON', (e) => e.reason || null],
  ['REQUEST_DURATION', (e) => e.duration],
]);
const VALUES = new Map<string, (e: Exchange) => Value>([
  ...OPERATORS.map(([text, , value]) => [text.slice(1, -1), value] as const),
  ...NOISE,
]);

const STEPS = ['literal', 'in text', 'whole'] as const;
/** Names that objects have anyway, and Istio's, which mean something else here. */
const key = fc.oneof(
  fc.string({ maxLength: 6 }),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'length', '0', 'a.b'),
  fc.constantFrom(...OPERATORS.map(([, name]) => name)),
);

interface Leaf {
  readonly path: readonly string[];
  readonly value: JsonTemplateValue;
}

const OTHERS: readonly JsonTemplateValue[] = [
  '',
  'access 100%%',
  5,
  true,
  null,
  'at %REQ(USER-AGENT)% of %REQ(:AUTHORITY)%',
];
const noise: fc.Arbitrary<JsonTemplateValue> = fc.oneof(
  fc.constantFrom(...NOISE.keys()).map((operator) => `%${operator}%`),
  fc.constantFrom(...OTHERS),
);
const leaf = (value: fc.Arbitrary<JsonTemplateValue>) =>
  fc.record({ path: fc.array(key, { minLength: 1, maxLength: 3 }), value });

/** Each operator in a place of its own; method and path may stand in one text, others between literals. */
const leaves: fc.Arbitrary<readonly Leaf[]> = fc
  .tuple(
    fc.subarray(OPERATORS.slice(NEEDED)),
    fc.boolean(),
    fc.array(fc.constantFrom(...STEPS), { minLength: 30, maxLength: 30 }),
  )
  .chain(([optional, joined, steps]) => {
    const texts = [...OPERATORS.slice(0, NEEDED), ...optional].map(([text]) => text);
    const apart = joined ? texts.filter((text) => !/:METHOD|REQ\(:PATH/.test(text)) : texts;
    const formats = apart.map((text, i) => (steps[i] === 'in text' ? `«${text}»` : text));
    if (joined) formats.push('%REQ(:METHOD)% to %REQ(:PATH)%!');
    const all = [...formats.map((format) => leaf(fc.constant(format))), ...[0, 1, 2].map(() => leaf(noise))];
    return fc.tuple(...all).chain((found) => fc.shuffledSubarray(found, { minLength: found.length }));
  });

type Tree = Map<string, Tree | JsonTemplateValue>;

/** A place that is taken is gone on from. */
function templateOf(all: readonly Leaf[]): JsonTemplate {
  const root: Tree = new Map();
  for (const { path, value } of all) {
    let at = root;
    for (const [depth, name] of path.entries()) {
      let free = name;
      const isLast = depth === path.length - 1;
      while (at.has(free) && (isLast || !(at.get(free) instanceof Map))) free = `${free}'`;
      if (isLast) at.set(free, value);
      else {
        const next = (at.get(free) as Tree | undefined) ?? new Map();
        at.set(free, next);
        at = next;
      }
    }
  }
  return objectOf(root) as JsonTemplate;
}

function objectOf(tree: Tree, depth = 0): JsonTemplateValue {
  const entries = [...tree].map(
    ([name, one]) => [name, one instanceof Map ? objectOf(one, depth + 1) : one] as const,
  );
  // Some are lists.
  if (depth > 0 && tree.size === 2) return entries.map(([, one]) => one);
  return Object.fromEntries(entries);
}

/** As Envoy renders JSON: an operator alone keeps its type. */
function rendered(value: JsonTemplateValue, e: Exchange, strings: boolean): unknown {
  if (Array.isArray(value)) return value.map((one) => rendered(one, e, strings));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, rendered(one, e, strings)]));
  }
  if (typeof value !== 'string') return value;
  const parts = formatParts(value);
  const said = parts.map(({ kind, text }) => (kind === 'literal' ? text : (VALUES.get(text)?.(e) ?? null)));
  if (parts.length === 1 && parts[0]?.kind === 'operator' && !strings) return said[0];
  return said.map((one) => one ?? '-').join('');
}

/** As with `omit_empty_values`, of objects. */
function omitting(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).filter(([, one]) => one !== null);
  return Object.fromEntries(entries.map(([name, one]) => [name, omitting(one)]));
}

function asWritten(value: unknown): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject;
}

describe('any JSON format', () => {
  it('says the same as Istio’s keys do', () => {
    const istio = createJsonLineReader();
    const style = fc.constantFrom('typed', 'strings', 'omitting');
    fc.assert(
      fc.property(leaves, fc.oneof(forgedExchange, tcpExchange), style, (all, e, how) => {
        const template = templateOf(all);
        const text = JSON.stringify(template);
        const line = rendered(template, e, how === 'strings');
        const written = asWritten(how === 'omitting' ? omitting(line) : line);
        const known = OPERATORS.filter(([operator]) => text.includes(operator));
        const expected = Object.fromEntries(known.map(([, name, value]) => [name, value(e)]));
        const reader = createOwnJsonReader(compileJsonFormat(template));
        expect(reader.fits(written)).toBe(true);
        expect(reader.read(written)).toEqual(istio.read(asWritten(expected)));
      }),
    );
  });

  it('reads any object without a stumble', () => {
    const part: fc.Arbitrary<unknown> = fc.oneof(fc.jsonValue({ maxDepth: 3 }), forgedText, fc.constant('-'));
    fc.assert(
      fc.property(
        leaves,
        forgedExchange,
        fc.infiniteStream(part),
        fc.infiniteStream(fc.nat({ max: 3 })),
        (all, e, parts, dice) => {
          const template = templateOf(all);
          const spoil = (value: unknown): unknown => {
            const roll = dice.next().value;
            if (roll === 0) return parts.next().value;
            if (typeof value !== 'object' || value === null) return value;
            if (Array.isArray(value)) return value.map(spoil);
            return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, spoil(one)]));
          };
          const line = rendered(template, e, false) as object;
          const spoilt = Object.fromEntries(Object.entries(line).map(([name, one]) => [name, spoil(one)]));
          const reader = createOwnJsonReader(compileJsonFormat(template));
          const written = asWritten(spoilt);
          expect(typeof reader.fits(written)).toBe('boolean');
          const result = reader.read(written);
          expect(typeof result === 'object' ? Number.isFinite(result.time) : result).toBeTruthy();
        },
      ),
    );
  });

  it('reads what nests without end', () => {
    const template = {
      a: { a: '%START_TIME%' },
      c: '%RESPONSE_CODE%',
      f: '%RESPONSE_FLAGS%',
      m: '%REQ(:METHOD)%',
    };
    const rest = { p: '%REQ(:PATH)%', l: '%DOWNSTREAM_LOCAL_ADDRESS%', r: '%DOWNSTREAM_REMOTE_ADDRESS%' };
    const reader = createOwnJsonReader(compileJsonFormat({ ...template, ...rest }));
    const depth = 2_000;
    const object = JSON.parse(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`) as JsonObject;
    expect(reader.fits(object)).toBe(false);
    expect(reader.read(object)).toBe('unparsable-line');
  });
});
