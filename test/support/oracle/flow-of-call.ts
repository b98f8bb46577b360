import type { Call } from '../../../src/core/evaluate/call.ts';
import type { SentFlow } from './judge-line.ts';
import { METHODS } from './words.ts';

/** What a client would have to send for the proxy to see this call. */
export function flowOfCall(call: Call): SentFlow {
  const { chain, principal, sourceAddress, remoteAddress, destinationAddress, sni } = call;
  const forwarded = remoteAddress !== undefined && remoteAddress !== sourceAddress;
  const method = call.method ?? 'GET';
  return {
    source: { ...(principal != null && { principal }), address: sourceAddress ?? '10.0.0.1' },
    destination: { address: destinationAddress ?? '10.0.0.2', port: call.port },
    ...(sni != null && { connection: { sni } }),
    protocol: chain,
    ...(chain === 'http' && {
      // HTTP/1.1 answers 400 to other methods (S8).
      http2: !METHODS.includes(method),
      request: {
        method,
        path: call.pathWithQuery ?? call.path ?? '/',
        host: call.host ?? 'a',
        headers: { ...call.headers, ...(forwarded && { 'x-forwarded-for': remoteAddress }) },
      },
    }),
  };
}
