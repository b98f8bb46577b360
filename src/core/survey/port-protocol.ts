import type { ServicePort } from '../model/cluster-view.ts';

/** Which filter chain a declared port gets. `auto`: the proxy listens to the first bytes (H3). */
export type DeclaredProtocol = 'http' | 'tcp' | 'auto';

const HTTP = new Set(['http', 'http2', 'grpc', 'grpc-web', 'http_proxy']);
/** HTTPS too: what is inside the application's own TLS no proxy sees. */
const TCP = new Set(['tcp', 'tls', 'https', 'mongo', 'redis', 'mysql']);
/** Names that Kubernetes has for application protocols. */
const KUBERNETES: Readonly<Record<string, DeclaredProtocol>> = {
  'kubernetes.io/h2c': 'http',
  'kubernetes.io/ws': 'http',
  'kubernetes.io/wss': 'tcp',
};
/** Istio takes these for TCP where nothing is said: on some the server speaks first. */
const TCP_PORTS = new Set([25, 53, 3306, 27_017]);

/** How Istio reads a Service's port: `appProtocol`, else the name up to its first dash. */
export function declaredProtocol({ name, port, appProtocol }: ServicePort): DeclaredProtocol {
  if (appProtocol !== null) {
    const word = appProtocol.toLowerCase();
    return KUBERNETES[word] ?? protocolNamed(word) ?? 'auto';
  }
  const lower = (name ?? '').toLowerCase();
  const word = lower.startsWith('grpc-web') ? 'grpc-web' : (lower.split('-')[0] ?? '');
  return protocolNamed(word) ?? (TCP_PORTS.has(port) ? 'tcp' : 'auto');
}

function protocolNamed(word: string): DeclaredProtocol | null {
  if (HTTP.has(word)) return 'http';
  return TCP.has(word) ? 'tcp' : null;
}
