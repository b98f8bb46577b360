import type { SentFlow } from './judge-line.ts';

/** A flow while it is being made up. */
export interface Draft {
  principal: string | null;
  address: string;
  destination: string;
  port: number;
  sni: string | null;
  protocol: SentFlow['protocol'];
  http2: boolean;
  method: string;
  path: string;
  host: string;
  headers: Record<string, string | readonly string[]>;
}

export function flowOfDraft(draft: Draft): SentFlow {
  const { principal, address, destination, port, sni, protocol, http2, method, path, host, headers } = draft;
  const isHttp = protocol === 'http' || protocol === 'grpc';
  return {
    source: { ...(principal !== null && { principal }), address },
    destination: { address: destination, port },
    ...(sni !== null && { connection: { sni } }),
    protocol,
    ...(isHttp && { request: { method, path, host, headers } }),
    ...(isHttp && http2 && { http2 }),
  };
}
