import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alike, exchangeOf } from '../../../test/support/als-exchanges.ts';
import { RecordingTally, RecordingWatch } from '../../../test/support/als-tally.ts';
import { httpEntry } from '../../../test/support/als-wire.ts';
import { Directory } from '../../core/identify/directory.ts';
import { identify } from '../../core/identify/identify.ts';
import type { Pod } from '../../core/model/pod.ts';
import type { NodeType, Reporter } from '../../core/model/record.ts';
import { createIntake } from './als-intake.ts';
import { httpExchange } from './exchange.ts';
import { HTTPAccessLogEntry } from './gen/envoy/data/accesslog/v3/accesslog.ts';
import { recordOf } from './record-of.ts';
import { identifyStream, openStream } from './stream-state.ts';
import { tupleOf } from './tuple-of.ts';

const cart: Reporter = {
  nodeType: 'sidecar',
  cluster: 'Kubernetes',
  namespace: 'shop',
  pod: 'cart-7d9f-x2',
  owner: 'cart',
  serviceAccount: 'cart',
  labels: { app: 'cart' },
  addresses: ['10.1.2.3', 'fd00::3'],
};
const nobody: Reporter = {
  ...cart,
  nodeType: 'unknown',
  pod: null,
  owner: null,
  labels: null,
  addresses: [],
};

const pod = (name: string, ip: string): Pod => ({
  cluster: 'Kubernetes',
  namespace: 'shop',
  name: `${name}-7d9f-x2`,
  addresses: [ip],
  hostNetwork: false,
  labels: { app: name },
  serviceAccount: name,
  workload: { cluster: 'Kubernetes', namespace: 'shop', name },
  nodeType: 'sidecar',
  rollout: null,
  startTime: Number.NEGATIVE_INFINITY,
  endTime: null,
});

const MESH = { trustDomain: 'cluster.local', cluster: 'Kubernetes' };

const nodeTypes = fc.constantFrom<NodeType>('sidecar', 'router', 'waypoint', 'unknown');
const reporters = fc.oneof(
  nodeTypes.map((nodeType) => ({ ...cart, nodeType })),
  nodeTypes.map((nodeType) => ({
    ...cart,
    nodeType,
    labels: { app: 'cart', 'gateway.istio.io/managed': 'istio.io-gateway-controller' },
  })),
  fc.constant(nobody),
);

describe('tupleOf', () => {
  it('holds all that identification reads: equal tuples are identified alike', () => {
    const { directory } = new RecordingTally();
    for (const [name, ip] of [
      ['cart', '10.1.2.3'],
      ['web', '10.1.9.9'],
      ['db', '10.1.2.9'],
    ] as const)
      directory.put(pod(name, ip));
    let pairs = 0;
    fc.assert(
      fc.property(reporters, alike, (reporter, both) => {
        const intake = createIntake(new RecordingTally(), new RecordingWatch(), new Directory());
        const stream = openStream(intake, () => 0);
        identifyStream(stream, 'node', reporter);
        const [one, other] = both.map((each) => {
          const exchange = exchangeOf(each);
          return {
            tuple: tupleOf(stream, exchange, intake.outcomes.outcomeOf(exchange)),
            identified: identify(recordOf(reporter, exchange, 0, null), directory, MESH),
          };
        });
        if (one?.tuple !== other?.tuple) return;
        pairs++;
        expect(other?.identified).toEqual(one?.identified);
      }),
      { numRuns: 10_000 },
    );
    expect(pairs).toBeGreaterThan(1000);
  });

  it('says one reporter and identity the same way on every stream, another differently', () => {
    const intake = createIntake(new RecordingTally(), new RecordingWatch(), new Directory());
    const tupleBy = (node: string, reporter: Reporter) => {
      const stream = openStream(intake, () => 0);
      identifyStream(stream, node, reporter);
      return tupleOf(stream, httpExchange(HTTPAccessLogEntry.decode(httpEntry())), 'ok');
    };
    expect(tupleBy('n', cart)).toBe(tupleBy('n', { ...cart }));
    expect(tupleBy('n', cart)).not.toBe(tupleBy('n', { ...cart, labels: { app: 'other' } }));
    expect(tupleBy('n', cart)).not.toBe(tupleBy('m', cart));
  });
});
