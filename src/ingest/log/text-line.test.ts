import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Exchange,
  forgedExchange,
  honestExchange,
  tcpExchange,
  textLineOf,
} from '../../../test/support/log-arbitraries.ts';
import { endpointOf } from './line-address.ts';
import type { LogLine } from './log-line.ts';
import { createTextLineReader } from './text-line.ts';

const reader = createTextLineReader();
const read = (line: string) => reader.read(Buffer.from(line).toString('latin1'));

/** Bytes as chars, like the reader's texts. */
const bytes = (text: string | null) => (text === null ? null : Buffer.from(text).toString('latin1'));

function lineOf(e: Exchange): LogLine {
  return {
    startTime: e.startTime,
    time: e.startTime + (e.duration ?? 0),
    protocol: e.protocol === null ? 'tcp' : 'http',
    method: e.method,
    path: bytes(e.path),
    originalPath: null,
    pathClaimed: e.path !== null,
    originalUnknown: false,
    pathCut: false,
    code: e.code,
    flags: e.flags,
    details: e.details,
    terminationDetails: e.termination,
    grpcStatus: null,
    bytesIn: e.received,
    bytesOut: e.sent,
    upstreamCluster: e.cluster,
    routeName: e.route,
    upstreamHost: e.host,
    upstreamLocal: e.upstreamLocal,
    local: endpointOf(e.local) ?? null,
    remote: endpointOf(e.remote) ?? null,
    sni: e.sni,
    direction: null,
    claims: null,
  };
}

describe('a line of the default TEXT', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(honestExchange, (e) => {
        expect(read(textLineOf(e))).toEqual(lineOf(e));
      }),
      { numRuns: 1000 },
    );
  });

  it('is read right or given up, whatever its headers hold', () => {
    let right = 0;
    fc.assert(
      fc.property(forgedExchange, (e) => {
        const found = read(textLineOf(e));
        if (found === 'ambiguous-line') return;
        right++;
        expect(found).toEqual(lineOf(e));
      }),
      { numRuns: 5000 },
    );
    // Most headers forge nothing that could be a line.
    expect(right).toBeGreaterThan(1000);
  });

  it('of an older Istio is read right or given up too', () => {
    let right = 0;
    fc.assert(
      fc.property(forgedExchange, (e) => {
        const found = read(textLineOf(e, true));
        if (typeof found === 'string') return;
        right++;
        expect(found).toEqual({ ...lineOf(e), details: '', terminationDetails: '' });
      }),
      { numRuns: 5000 },
    );
    expect(right).toBeGreaterThan(1000);
  });

  it('cut anywhere is never another line', () => {
    fc.assert(
      fc.property(fc.oneof(honestExchange, tcpExchange), fc.nat(), (e, cut) => {
        const line = textLineOf(e);
        const found = read(line.slice(0, cut % line.length));
        if (typeof found === 'string') return;
        // The route is the last field: what is left of it still is one.
        expect({ ...found, routeName: '' }).toEqual({ ...lineOf(e), routeName: '' });
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    [
      'braces with blanks',
      'upstream_reset_before_response_started{connection failure,TLS error: x} -',
      'upstream_reset_before_response_started{connection failure,TLS error: x}',
      '',
    ],
    [
      'braces with blanks, then more',
      'jwt_authn_access_denied{Jwt is missing} max_connection duration',
      'jwt_authn_access_denied{Jwt is missing}',
      'max_connection duration',
    ],
    ['a brace that stays open', 'a{b c', 'a{b', 'c'],
  ])('old details: %s', (_, printed, details, terminationDetails) => {
    const line = `[2026-03-02T10:00:00.123Z] "GET /a HTTP/1.1" 503 UF ${printed} "-" 0 1 2 - "-" "c" "r" "a" "-" inbound|80|| - 10.0.0.1:80 10.0.0.2:1 - default`;
    expect(read(line)).toMatchObject({ details, terminationDetails });
  });

  const LINE =
    '[2026-03-02T10:00:00.123Z] "GET /a HTTP/1.1" 200 - via_upstream - "-" 0 1 2 - "-" "c" "r" "a" "-" inbound|80|| - ' +
    '10.0.0.1:80 10.0.0.2:1 - default';

  it.each([
    ['a day that is none', '03-02T', '02-30T'],
    ['no quote before the method', '"GET', 'GET'],
    ['a protocol nobody speaks', 'HTTP/1.1', 'HTTP/7'],
    ['a code that is none', '200', '999'],
    ['flags in lower case', '200 -', '200 uf'],
    ['no details', 'via_upstream - ', '- '],
    ['a value that was left out', 'via_upstream -', 'via_upstream '],
    ['bytes that are no number', ' 0 1 2 ', ' 0 x 2 '],
    ['an address that is none', '10.0.0.2:1', '10.0.0:1'],
    ['a port that is none', '10.0.0.2:1', '10.0.0.2:70000'],
    ['one field too many', 'default', 'default default'],
    ['one field too few', ' default', ''],
  ])('refuses %s', (_, right, wrong) => {
    expect(read(LINE)).toMatchObject({ code: 200, path: '/a' });
    expect(read(LINE.replace(right, wrong))).toBe('unparsable-line');
  });
});
