/** `inbound|8080||` → 8080; 0 where the name has no port. */
export function portOfCluster(upstreamCluster: string): number {
  const [, port = ''] = upstreamCluster.split('|');
  return /^\d{1,5}$/.test(port) ? Number(port) : 0;
}

/**
 * The Service that a waypoint's row went to: `inbound-vip|80|http|cart.shop.svc.cluster.local` → cart in
 * shop, port 80. null for clusters that name no Kubernetes Service.
 */
export function serviceOfCluster(
  upstreamCluster: string,
): { readonly namespace: string; readonly name: string; readonly port: number } | null {
  const host = upstreamCluster.replace(/;$/, '').split('|')[3] ?? '';
  const [name = '', namespace = '', kind] = host.split('.');
  const port = portOfCluster(upstreamCluster);
  return kind === 'svc' && name !== '' && namespace !== '' && port > 0 ? { namespace, name, port } : null;
}
