import fc from 'fast-check';
import { expect, it } from 'vitest';
import { smallMesh } from '../../../test/support/log-mesh.ts';
import { MESH } from '../../../test/support/pipeline-traffic.ts';
import { identify } from '../../core/identify/identify.ts';
import { DAY } from '../../core/model/scaled-time.ts';
import { FlowTally } from '../../pipeline/tally.ts';
import { createLogReader } from './log-reader.ts';

const START = Date.UTC(2026, 2, 2, 10);
const ips = fc.constantFrom('10.1.9.9', '10.1.2.3', '10.1.2.4', '10.1.7.1', '10.8.8.8', '[fd00::3]');

const line = fc
  .record({
    second: fc.integer({ min: 0, max: 3 }),
    path: fc.constantFrom('/a', '/b?x=1', '/ü'),
    code: fc.constantFrom('200', '403', '503'),
    details: fc.constantFrom('via_upstream', 'rbac_access_denied_matched_policy[none]'),
    cluster: fc.constantFrom('inbound|8080||', 'outbound|80||cart.shop.svc.cluster.local', '-'),
    upstream: ips,
    self: ips,
    local: ips,
    remote: ips,
    port: fc.constantFrom(0, 50_012),
    sni: fc.constantFrom('outbound_.8080_._.cart.shop', '-'),
  })
  .map(
    (one) =>
      `[${new Date(START + one.second * 1000).toISOString()}] "GET ${one.path} HTTP/1.1" ${one.code} - ` +
      `${one.details} - "-" 0 12 3 2 "-" "curl" "r" "cart" "${one.upstream}:8080" ${one.cluster} ` +
      `${one.self}:41001 ${one.local}:8080 ${one.remote}:${one.port} ${one.sni} default`,
  );

/** What lines come to when the cluster's word comes at these moments. */
function counted(lines: readonly string[], words: readonly number[], pod: string | null) {
  const directory = smallMesh();
  const [first = Number.POSITIVE_INFINITY, ...later] = words;
  directory.settle(first);
  const identified = (record: Parameters<typeof identify>[0]) => identify(record, directory, MESH);
  const tally = new FlowTally({ source: 'log', identify: identified, limit: 1000, timeUnit: DAY });
  const reporter = pod === null ? null : { pod };
  const reader = createLogReader({ tally, directory, format: 'istio-text', reporter });
  reader.write(Buffer.from(lines.map((text) => `${text}\n`).join('')));
  reader.end();
  for (const until of later) {
    directory.settle(until);
    tally.settle(until);
  }
  const { flows, evidence, kept, dropped } = tally.take();
  const sums = new Map<string, [number, number, number]>();
  for (const { flow, denial, slots } of flows) {
    const key = JSON.stringify([flow, denial]);
    const [ok, failed, denied] = sums.get(key) ?? [0, 0, 0];
    const sum = (of: 'ok' | 'failed' | 'denied') => slots.reduce((all, slot) => all + slot[of], 0);
    sums.set(key, [ok + sum('ok'), failed + sum('failed'), denied + sum('denied')]);
  }
  return { sums, evidence, kept, dropped, waiting: tally.waiting };
}

it('lines that waited for the cluster’s word come to the same as those that found it', () => {
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 20 }),
      fc.uniqueArray(fc.integer({ min: -1, max: 3 }), { minLength: 1 }),
      fc.constantFrom(null, 'cart-7d9f-x2', 'nobody-1'),
      (lines, steps, pod) => {
        const words = steps.toSorted((a, b) => a - b).map((second) => START + second * 1000 + 500);
        const waited = counted(lines, [...words, Number.POSITIVE_INFINITY], pod);
        expect(waited).toEqual(counted(lines, [], pod));
        expect(waited.waiting).toBe(0);
      },
    ),
    { numRuns: 300 },
  );
});

it.each([
  ['a caller without TLS', { sni: '-', pod: 'cart-7d9f-x2' }, 0],
  ['a caller by address', { sni: 'x', pod: 'cart-7d9f-x2' }, 1],
  ['a line that names nobody', { sni: '-', pod: null }, 1],
])('%s waits for the cluster’s word, or not', (_, { sni, pod }, waiting) => {
  const text =
    `[${new Date(START).toISOString()}] "GET /a HTTP/1.1" 200 - via_upstream - "-" 0 12 3 2 "-" "curl" "r" "cart" ` +
    `"10.1.2.3:8080" inbound|8080|| 127.0.0.6:41001 10.1.2.3:8080 10.1.9.9:50012 ${sni} default`;
  expect(counted([text], [START - 1], pod).waiting).toBe(waiting);
});
