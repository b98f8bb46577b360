import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smallMesh } from '../../../test/support/log-mesh.ts';
import { LogTally } from '../../../test/support/log-tally.ts';
import type { TrafficRecord } from '../../core/model/record.ts';
import type { TallyRow } from '../../ports.ts';
import { createLogReader } from './log-reader.ts';

/** Knows no tuple again, so that every line is identified by its own record. */
class ForgetfulTally extends LogTally {
  override find(): undefined {
    return undefined;
  }

  override insert(tuple: string, record: TrafficRecord): TallyRow | null {
    return super.insert(`${this.rows.size} ${tuple}`, record);
  }
}

const address = fc
  .tuple(
    fc.constantFrom('10.1.9.9', '10.1.2.3', '10.1.2.4', '10.1.7.1', '10.8.8.8', '127.0.0.1', '[fd00::3]'),
    fc.constantFrom(0, 80, 8080, 50_000),
  )
  .map(([ip, port]) => `${ip}:${port}`);
const spiffe = fc.constantFrom(
  'spiffe://cluster.local/ns/shop/sa/web',
  'spiffe://cluster.local/ns/shop/sa/cart',
  'https://x',
  null,
);
const cluster = fc.constantFrom(
  'inbound|8080||',
  'inbound|9090||',
  'outbound|80||cart.shop.svc.cluster.local',
  'InboundPassthroughCluster',
  'PassthroughCluster',
  'BlackHoleCluster',
  'xds-grpc',
  null,
);
const details = fc.constantFrom('via_upstream', 'rbac_access_denied_matched_policy[none]', null);
const line = fc.record(
  {
    start_time: fc.constantFrom('2026-03-02T10:00:00Z', '2026-02-02T10:00:00Z'),
    method: fc.constantFrom('GET', 'POST', null),
    path: fc.constantFrom('/a', '/a?b', '/c', null),
    raw_path: fc.constantFrom('/a', '/d', null),
    protocol: fc.constantFrom('HTTP/1.1', null),
    response_code: fc.constantFrom(0, 200, 403, 404, 503),
    response_flags: fc.constantFrom('-', 'NR', 'UF', 'DC'),
    response_code_details: details,
    connection_termination_details: details,
    bytes_received: fc.constantFrom(0, 9),
    bytes_sent: fc.constantFrom(0, 9),
    upstream_cluster: cluster,
    route_name: fc.constantFrom('default', 'allow_any', 'block_all', null),
    upstream_host: address,
    upstream_local_address: address,
    downstream_local_address: address,
    downstream_remote_address: address,
    requested_server_name: fc.constantFrom('s', null),
    peer: spiffe,
    local: spiffe,
    peer_state: spiffe,
    pod: fc.constantFrom('cart-7d9f-x2', 'web-5c4d-a1', 'nobody-1', null),
    namespace: fc.constantFrom('shop', 'data', null),
    workload: fc.constantFrom('cart', 'web', null),
    direction: fc.constantFrom(1, 2, null),
  },
  { requiredKeys: ['start_time', 'response_code'] },
);

const directory = smallMesh();

/** A line and others that differ from it in one value each. */
const neighbours = fc
  .tuple(line, fc.array(line, { minLength: 1, maxLength: 8 }))
  .map(([first, others]) => [
    first,
    ...others.flatMap((other) => Object.entries(other).map(([key, value]) => ({ ...first, [key]: value }))),
  ]);

function read(tally: LogTally, lines: readonly object[]): LogTally {
  const reader = createLogReader({ tally, directory, format: 'istio-json' });
  for (const object of lines) reader.write(Buffer.from(`${JSON.stringify(object)}\n`));
  reader.end();
  return tally;
}

describe('a tuple', () => {
  it('has everything that decides what its lines are about', () => {
    fc.assert(
      fc.property(neighbours, (lines) => {
        const cached = read(new LogTally(directory), lines);
        const single = read(new ForgetfulTally(directory), lines);
        expect(cached.endings()).toEqual(single.endings());
        expect(cached.operations()).toEqual(single.operations());
        expect(cached.operations('source')).toEqual(single.operations('source'));
      }),
      { numRuns: 300 },
    );
  });
});
