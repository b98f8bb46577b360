import { normalAddress } from '../../core/identify/address.ts';
import type { NodeType, Reporter } from '../../core/model/record.ts';
import type { Node } from './gen/envoy/config/core/v3/base.ts';

/**
 * Kubernetes allows names of 253 characters, label values of 63 and label keys of 317; more is no pod's word.
 */
const NAME_LENGTH = 512;
const LABEL = { key: 317, value: 63 };
const MOST_LABELS = 256;
const MOST_ADDRESSES = 64;

const NODE_TYPES: ReadonlySet<string> = new Set(['sidecar', 'router', 'waypoint'] satisfies NodeType[]);

/**
 * What a proxy says of itself in its stream's first message. Its id is `TYPE~IP~POD.NAMESPACE~DOMAIN` (istio
 * pkg/model/proxy.go); the metadata, where there is any, says the same and more. All of it is the proxy's own
 * claim.
 */
export function reporterOf(node: Node): Reporter {
  const parts = node.id.split('~');
  const [type = '', ip = '', pod = ''] = parts.length === 4 ? parts : [];
  const dot = pod.lastIndexOf('.');
  const metadata: Readonly<Record<string, unknown>> = node.metadata ?? {};
  const addresses = addressesOf(metadata.INSTANCE_IPS);
  return {
    nodeType: NODE_TYPES.has(type) ? (type as NodeType) : 'unknown',
    cluster: text(metadata.CLUSTER_ID),
    namespace: text(metadata.NAMESPACE) ?? (dot > 0 ? text(pod.slice(dot + 1)) : null),
    pod: text(metadata.NAME) ?? (dot > 0 ? text(pod.slice(0, dot)) : null),
    owner: text(metadata.WORKLOAD_NAME),
    serviceAccount: text(metadata.SERVICE_ACCOUNT),
    labels: labelsOf(metadata.LABELS),
    addresses: addresses.length > 0 ? addresses : addressesOf(ip),
  };
}

function addressesOf(list: unknown): string[] {
  if (typeof list !== 'string') return [];
  const addresses = list.split(',', MOST_ADDRESSES).map((address) => normalAddress(address.trim()));
  return addresses.filter((address) => address !== '');
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && value.length <= NAME_LENGTH ? value : null;
}

function labelsOf(value: unknown): Readonly<Record<string, string>> | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const labels = Object.entries(value)
    .filter(isLabel)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(labels.slice(0, MOST_LABELS));
}

function isLabel(entry: [string, unknown]): entry is [string, string] {
  const [key, value] = entry;
  return typeof value === 'string' && value.length <= LABEL.value && key.length <= LABEL.key;
}
