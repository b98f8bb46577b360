import { describe, expect, it } from 'vitest';
import { Directory } from '../../src/core/identify/directory.ts';
import { readLogFiles } from '../../src/ingest/log/log-files.ts';
import { readInventory } from '../../src/kube/inventory.ts';
import { expectedOperations, readExpected } from '../support/log-expected.ts';
import { LogTally } from '../support/log-tally.ts';

const FIXTURES = 'test/fixtures/logs';

async function read(name: string) {
  const directory = new Directory();
  const inventory = await readInventory([`${FIXTURES}/inventory.yaml`], { cluster: 'Kubernetes' });
  for (const pod of inventory.pods) directory.put(pod);
  const tally = new LogTally(directory);
  const report = await readLogFiles([`${FIXTURES}/${name}`], { tally, directory, format: 'auto' });
  return { tally, report };
}

/** Lines of the ingress gateway's pod are edges of the gateway workload, which the expectations leave out. */
function withoutGateway<T>(operations: Record<string, T>): Record<string, T> {
  return Object.fromEntries(
    Object.entries(operations).filter(([key]) => !key.includes('/istio-ingressgateway:')),
  );
}

describe('lines of a real Envoy, understood with the inventory', () => {
  it.each([
    ['istio-text.log', 'istio-text.expected.json'],
    ['istio-json.log', 'istio-json.expected.json'],
    ['tricky-text.log', 'tricky-text.expected.json'],
    ['oddities-text.log', 'oddities-text.expected.json'],
    ['oddities-json.log', 'oddities-json.expected.json'],
    ['kubectl-prefix.log', 'kubectl-prefix.expected.json'],
    ['kubectl-prefix-timestamps.log', 'kubectl-prefix-timestamps.expected.json'],
    ['pods', 'pods.expected.json'],
  ])('%s', async (name, expectedName) => {
    const expected = await readExpected(`${FIXTURES}/${expectedName}`);
    const { tally, report } = await read(name);
    expect(tally.drops).toEqual([]);
    expect(report.firstProblems).toEqual([]);
    expect(withoutGateway(tally.operations())).toEqual(expectedOperations(expected.edges));
    if (expected.outboundEdges) {
      expect(tally.operations('source')).toMatchObject(expectedOperations(expected.outboundEdges));
    }
  });
});
