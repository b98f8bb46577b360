import { expect, it } from 'vitest';
import { MESH, web } from '../../../test/support/authz-scene.ts';
import type { FlowLine } from '../model/flow-line.ts';
import { callOfFlow } from './call-of-flow.ts';

const bare: FlowLine = { destination: { port: 8080 }, protocol: 'http' };

it('B8: what a flow doesn’t name isn’t known', () => {
  const call = callOfFlow(bare, MESH, 'unknown')!;
  const known = Object.entries(call).filter(([, value]) => value !== undefined);
  expect(Object.fromEntries(known)).toEqual({ chain: 'http', port: 8080, headersComplete: false });
});

it('M1, S10, S13, S14: in a complete flow it wasn’t there', () => {
  const call = callOfFlow(bare, MESH, 'absent');
  expect(call).toMatchObject({ principal: null, sni: null, host: null, method: null, path: null });
  expect(call).toMatchObject({ headersComplete: true, token: 'none' });
});

it.each([
  ['http', 'http'],
  ['grpc', 'http'],
  ['tcp', 'tcp'],
  ['tls', 'tcp'],
] as const)('H3: %s is on the %s chain', (protocol, chain) => {
  expect(callOfFlow({ ...bare, protocol }, MESH, 'unknown')?.chain).toBe(chain);
});

it('H1: a gRPC call is a POST', () => {
  expect(callOfFlow({ ...bare, protocol: 'grpc' }, MESH, 'unknown')?.method).toBe('POST');
  expect(callOfFlow({ ...bare, protocol: 'grpc', request: { method: 'GET' } }, MESH, 'unknown')?.method).toBe(
    'GET',
  );
});

it.each<[string, NonNullable<FlowLine['source']>, string | null | undefined]>([
  ['a principal', { principal: web }, web],
  ['nothing told', {}, undefined],
  ['surely none', { principal: null }, null],
  ['plaintext', { anonymousReason: 'plaintext' }, null],
  ['a certificate without a SPIFFE identity', { anonymousReason: 'no-spiffe-id' }, undefined],
])('M1, M2: %s', (_, source, principal) => {
  expect(callOfFlow({ ...bare, source }, MESH, 'unknown')?.principal).toBe(principal);
});

it.each<
  [string, NonNullable<FlowLine['source']>, string | readonly string[] | undefined, string | undefined]
>([
  ['as told', { address: '10.0.0.1', remoteAddress: '1.1.1.1' }, '2.2.2.2', '1.1.1.1'],
  ['the last entry', { address: '10.0.0.1' }, '1.1.1.1, 2.2.2.2', '2.2.2.2'],
  ['of the last line', { address: '10.0.0.1' }, ['2.2.2.2', '1.1.1.1'], '1.1.1.1'],
  ['no address', { address: '10.0.0.1' }, '1.1.1.1:80', '10.0.0.1'],
  ['no such header known', { address: '10.0.0.1' }, undefined, undefined],
])('S12: the client: %s', (_, source, forwarded, remote) => {
  const headers = forwarded === undefined ? {} : { 'X-Forwarded-For': forwarded };
  expect(callOfFlow({ ...bare, source, request: { headers } }, MESH, 'unknown')?.remoteAddress).toBe(remote);
});

it('S12: without X-Forwarded-For the client is the peer', () => {
  const source = { address: '10.0.0.1' };
  expect(callOfFlow({ ...bare, source }, MESH, 'absent')?.remoteAddress).toBe('10.0.0.1');
});

it('S12: an IPv4 peer is one however it is written', () => {
  const source = { address: '::ffff:10.0.0.1' };
  const destination = { port: 1, address: '::FFFF:a00:2' };
  const call = callOfFlow({ ...bare, source, destination }, MESH, 'unknown');
  expect(call).toMatchObject({ sourceAddress: '10.0.0.1', destinationAddress: '10.0.0.2' });
});

it('S10: header lines by name in any case', () => {
  const request = { headers: { 'X-A': 'a', 'x-a': ['b', 'c'], constructor: 'd' } };
  expect(callOfFlow({ ...bare, request }, MESH, 'unknown')?.headers).toEqual({
    'x-a': ['a', 'b', 'c'],
    constructor: ['d'],
  });
});

it('N1: the path as the proxy judges it, and its host', () => {
  const request = { path: 'http://web:80/a/../b?x', host: 'cart' };
  expect(callOfFlow({ ...bare, request }, MESH, 'unknown')).toMatchObject({
    path: '/b',
    pathWithQuery: '/b?x',
    host: 'web:80',
  });
  expect(callOfFlow({ ...bare, request: { path: '/%00' } }, MESH, 'unknown')).toBeNull();
});

it('H2: a CONNECT has no path', () => {
  expect(callOfFlow({ ...bare, request: { path: null } }, MESH, 'unknown')?.path).toBeNull();
});
