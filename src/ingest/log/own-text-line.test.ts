import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compileFormat } from './compile-format.ts';
import type { LogLine } from './log-line.ts';
import { createOwnTextReader } from './own-text-line.ts';

const LOGS = new URL('../../../test/fixtures/logs/', import.meta.url);
const customLines = readFileSync(new URL('custom.log', LOGS), 'latin1').trimEnd().split('\n');
const custom = createOwnTextReader(compileFormat(readFileSync(new URL('custom.format', LOGS), 'utf8')));

function read(format: string, line: string): ReturnType<typeof custom.read> {
  return createOwnTextReader(compileFormat(format)).read(Buffer.from(line).toString('latin1'));
}

describe("a real Envoy's lines of a format of one's own", () => {
  const lines = customLines.map((line) => custom.read(line));
  const whole = lines.filter((line): line is LogLine => typeof line !== 'string');

  it('are all read', () => {
    expect(whole.length).toBe(201);
  });

  it('say what they say', () => {
    expect(whole[0]).toEqual({
      startTime: 1795498961625,
      time: 1795498961626,
      protocol: 'http',
      method: 'GET',
      path: '/cart/1000',
      originalPath: null,
      pathClaimed: false,
      pathCut: false,
      originalUnknown: expect.any(Boolean),
      code: 200,
      flags: '',
      details: 'via_upstream',
      terminationDetails: '',
      grpcStatus: null,
      bytesIn: 0,
      bytesOut: 3,
      upstreamCluster: 'inbound|8080||',
      routeName: '',
      upstreamHost: '-',
      upstreamLocal: '-',
      local: { ip: '10.244.1.12', port: 8080 },
      remote: { ip: '10.244.1.11', port: 42165 },
      sni: undefined,
      direction: null,
      claims: {
        pod: null,
        namespace: null,
        workload: null,
        peer: 'spiffe://cluster.local/ns/shop/sa/web',
        local: 'spiffe://cluster.local/ns/shop/sa/cart',
        peerState: undefined,
      },
    });
  });

  it('say it of all kinds of calls', () => {
    expect(whole.filter(({ protocol }) => protocol === 'tcp').length).toBe(32);
    expect(whole.filter(({ code }) => code === 403).length).toBe(15);
    expect(whole.filter(({ grpcStatus }) => grpcStatus !== null && grpcStatus !== 0).length).toBe(8);
    expect(whole.filter(({ claims }) => claims?.peer === null).length).toBe(26);
  });

  it('cut anywhere are no lines, or only their last number is another', () => {
    for (const line of customLines) {
      const full = custom.read(line) as LogLine;
      for (let end = 0; end < line.length; end += 7) {
        const found = custom.read(line.slice(0, end));
        if (found !== 'no-match') expect({ ...(found as LogLine), time: 0 }).toEqual({ ...full, time: 0 });
      }
    }
  });
});

const REST = '%RESPONSE_CODE% %RESPONSE_FLAGS% %DOWNSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_REMOTE_ADDRESS%';
const END = '200 - 10.0.0.1:80 10.0.0.2:1234';
const TIME = '%START_TIME% %REQ(:METHOD)%';
const AT = '2026-03-02T10:00:00.123Z GET';

describe('a line', () => {
  it.each<[string, string, string, Partial<LogLine>]>([
    [
      'the path',
      '"%REQ(:PATH)%"',
      '"/a?b"',
      { path: '/a?b', originalPath: null, pathClaimed: false, pathCut: false },
    ],
    ['a claimed path', '"%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%"', '"/a"', { path: '/a', pathClaimed: true }],
    [
      'both paths',
      '"%REQ(:PATH)%" "%REQ(X-ENVOY-ORIGINAL-PATH)%"',
      '"/a" "/b"',
      { path: '/a', originalPath: '/b', pathClaimed: false },
    ],
    ['a path that is not cut', '"%REQ(:PATH):5%"', '"/abc"', { path: '/abc', pathCut: false }],
    ['a path that is cut', '"%REQ(:PATH):5%"', '"/abcd"', { path: '/abcd', pathCut: true }],
    ['a path that is cut in its query', '"%REQ(:PATH):5%"', '"/ab?c"', { path: '/ab?c', pathCut: false }],
    ['bytes', '"%REQ(:PATH)%"', '"/\u00e9 "x"', { path: Buffer.from('/\u00e9 "x').toString('latin1') }],
    ['an empty path', '"%REQ(:PATH)%"', '""', { path: null, protocol: 'http' }],
    ['the gRPC status by name', '"%REQ(:PATH)%" %GRPC_STATUS%', '"/a" PermissionDenied', { grpcStatus: 7 }],
    ['no gRPC status', '"%REQ(:PATH)%" %GRPC_STATUS_NUMBER%', '"/a" -', { grpcStatus: null }],
    [
      'the physical peer',
      '"%REQ(:PATH)%" %DOWNSTREAM_DIRECT_REMOTE_ADDRESS%',
      '"/a" 10.0.0.9:9',
      { remote: { ip: '10.0.0.9', port: 9 } },
    ],
    [
      'who wrote it',
      '"%REQ(:PATH)%" %HOSTNAME% %CEL(xds.node.metadata.NAMESPACE)% %CEL(xds.listener_direction)%',
      '"/a" web-1 shop 2',
      {
        direction: 'outbound',
        claims: {
          pod: 'web-1',
          namespace: 'shop',
          workload: null,
          peer: undefined,
          local: undefined,
          peerState: undefined,
        },
      },
    ],
    ['no server name', '"%REQ(:PATH)%" %REQUESTED_SERVER_NAME%', '"/a" -', { sni: null, claims: null }],
    ['nothing of the server name', '"%REQ(:PATH)%"', '"/a"', { sni: undefined, claims: null }],
    ['a duration', '"%REQ(:PATH)%" %DURATION%', '"/a" 77', { time: Date.UTC(2026, 2, 2, 10, 0, 0, 200) }],
  ])('says %s', (_, format, line, said) => {
    expect(read(`${TIME} ${format} ${REST}`, `${AT} ${line} ${END}`)).toMatchObject(said);
  });

  it('of TCP has neither method nor path', () => {
    const line = `${AT.replace('GET', '-')} "-" ${END.replace('200', '0')}`;
    expect(read(`${TIME} "%REQ(:PATH)%" ${REST}`, line)).toMatchObject({ protocol: 'tcp', path: null });
  });

  it.each([
    ['DownstreamStart', 'intermediate'],
    ['DownstreamPeriodic', 'intermediate'],
    ['TcpUpstreamConnected', 'intermediate'],
  ])('of the type %s is none', (type, fault) => {
    const format = `${TIME} "%REQ(:PATH)%" ${REST} %ACCESS_LOG_TYPE%`;
    expect(read(format, `${AT} "/a" ${END} DownstreamEnd`)).toMatchObject({ path: '/a' });
    expect(read(format, `${AT} "/a" ${END} ${type}`)).toBe(fault);
  });

  it.each([
    ['an address that is none', '10.0.0.2:1234', '10.0.0.2:x'],
    ['a port that is none', '10.0.0.2:1234', '10.0.0.2:77777'],
    ['a time that is none', '03-02T', '02-30T'],
    ['a code that is none', ' 200 ', ' 600 '],
    ['a status that is none', ' OK', ' Fine'],
  ])('with %s is of another format', (_, right, wrong) => {
    const format = `${TIME} "%REQ(:PATH)%" ${REST} %GRPC_STATUS%`;
    const line = `${AT} "/a" ${END} OK`;
    expect(read(format, line)).toMatchObject({ code: 200 });
    expect(read(format, line.replace(right, wrong))).toBe('no-match');
  });

  it('with two readings is given up', () => {
    const format = `${TIME} "%REQ(:PATH)%" "%REQ(A)%" ${REST}`;
    expect(read(format, `${AT} "/a" "b" "c" ${END}`)).toBe('ambiguous-line');
  });
});
