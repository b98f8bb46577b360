import { normalAddress } from '../../core/identify/address.ts';
import type { NodeType, Reporter } from '../../core/model/record.ts';
import type { Node } from './gen/envoy/config/core/v3/base.ts';

const NODE_TYPES: ReadonlySet<string> = new Set(['sidecar', 'router', 'waypoint'] satisfies NodeType[]);

/**
 * What a proxy says of itself in its stream's first message. Its id is `TYPE~IP~POD.NAMESPACE~DOMAIN` (istio
 * pkg/model/proxy.go); the metadata, where there is any, says the same and more. All of it is the proxy's own claim.
 */
export function reporterOf(node: Node): Reporter {
  const parts = node.id.split('~');
  const [type = '', ip = '', pod = ''] = parts.length === 4 ? parts : [];
  const dot = pod.lastIndexOf('.');
  const metadata: Readonly<Record<string, unknown>> = node.metadata ?? {};
  const addresses = (text(metadata.INSTANCE_IPS) ?? ip)
    .split(',')
    .map((address) => normalAddress(address.trim()));
  return {
    nodeType: NODE_TYPES.has(type) ? (type as NodeType) : 'unknown',
    cluster: text(metadata.CLUSTER_ID),
    namespace: text(metadata.NAMESPACE) ?? (dot > 0 ? text(pod.slice(dot + 1)) : null),
    pod: text(metadata.NAME) ?? (dot > 0 ? pod.slice(0, dot) : null),
    owner: text(metadata.WORKLOAD_NAME),
    serviceAccount: text(metadata.SERVICE_ACCOUNT),
    labels: labelsOf(metadata.LABELS),
    addresses: addresses.filter((address) => address !== ''),
  };
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function labelsOf(value: unknown): Readonly<Record<string, string>> | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const labels = Object.entries(value).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return Object.fromEntries(labels.sort(([a], [b]) => (a < b ? -1 : 1)));
}
