import type { AuthorizationPolicy } from '../model/policy.ts';

/** What policies look at besides caller, port, method and path: only that tells recorded calls apart. */
export interface AskedParts {
  readonly addresses: boolean;
  readonly host: boolean;
  readonly sni: boolean;
  /** Also the query, which `request.headers[:path]` sees. */
  readonly headers: boolean;
}

export function askedParts(policies: readonly AuthorizationPolicy[]): AskedParts {
  const rules = policies.flatMap(({ spec }) => spec.rules ?? []);
  const sources = rules.flatMap(({ from }) => from ?? []).map(({ source }) => source);
  const operations = rules.flatMap(({ to }) => to ?? []).map(({ operation }) => operation);
  const keys = rules.flatMap(({ when }) => when ?? []).map(({ key }) => key);
  const asks = (...starts: readonly string[]) =>
    keys.some((key) => starts.some((start) => key.startsWith(start)));
  return {
    addresses:
      asks('source.ip', 'remote.ip', 'destination.ip') ||
      sources.some(
        ({ ipBlocks, notIpBlocks, remoteIpBlocks, notRemoteIpBlocks }) =>
          ipBlocks ?? notIpBlocks ?? remoteIpBlocks ?? notRemoteIpBlocks,
      ),
    host: asks('request.headers') || operations.some(({ hosts, notHosts }) => hosts ?? notHosts),
    sni: asks('connection.sni'),
    headers: asks('request.headers'),
  };
}
