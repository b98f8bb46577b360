import { Directory } from '../../src/core/identify/directory.ts';
import type { Pod } from '../../src/core/model/pod.ts';
import type { Labels } from '../../src/core/model/workload.ts';
import { createLogReader, type LogReaderOptions } from '../../src/ingest/log/log-reader.ts';
import { LogTally } from './log-tally.ts';

export const STARTED = Date.UTC(2026, 2, 1);

export function podOf(
  namespace: string,
  owner: string,
  name: string,
  addresses: readonly string[],
  part: Partial<Pod> = {},
): Pod {
  const labels: Labels = { app: owner };
  return {
    cluster: 'Kubernetes',
    namespace,
    name,
    addresses,
    hostNetwork: false,
    labels,
    serviceAccount: owner,
    workload: { cluster: 'Kubernetes', namespace, name: owner },
    nodeType: 'sidecar',
    rollout: null,
    startTime: STARTED,
    endTime: null,
    ...part,
  };
}

/** web calls cart and mysql; a gateway stands before web. */
export function smallMesh(): Directory {
  const directory = new Directory();
  directory.put(podOf('shop', 'web', 'web-5c4d-a1', ['10.1.9.9', 'fd00::9']));
  directory.put(podOf('shop', 'cart', 'cart-7d9f-x2', ['10.1.2.3', 'fd00::3']));
  directory.put(podOf('data', 'mysql', 'mysql-0', ['10.1.2.4']));
  directory.put(podOf('istio-system', 'gateway', 'gateway-1', ['10.1.7.1'], { nodeType: 'router' }));
  return directory;
}

export type ReadOptions = Partial<Omit<LogReaderOptions, 'tally'>>;

/** Reads an input as a whole; strings as UTF-8. */
export function readInput(input: string | Uint8Array, options: ReadOptions = {}) {
  const directory = options.directory ?? smallMesh();
  const tally = new LogTally(directory);
  const reader = createLogReader({ tally, directory, format: 'auto', ...options });
  reader.write(typeof input === 'string' ? Buffer.from(input) : input);
  reader.end();
  return { tally, reader };
}
