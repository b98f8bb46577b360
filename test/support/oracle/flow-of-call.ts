import type { Call } from '../../../src/core/evaluate/call.ts';
import type { SentFlow } from './judge-line.ts';
import { METHODS } from './words.ts';

const ANY_ADDRESS = '10.0.0.1';

/**
 * What a client would have to send for the proxy to see this call. No connection goes from one address family to the
 * other: of such a call there are two, with another destination and with another source.
 */
export function flowsOfCall(call: Call): SentFlow[] {
  const { sourceAddress = ANY_ADDRESS, destinationAddress = ANY_ADDRESS } = call;
  const [isV6Source, isV6Destination] = [sourceAddress, destinationAddress].map(isV6);
  if (isV6Source === isV6Destination) return [flowBetween(sourceAddress, destinationAddress, call)];
  return [
    flowBetween(sourceAddress, isV6Source ? 'fd00::2' : ANY_ADDRESS, call),
    flowBetween(isV6Destination ? 'fd00::2' : ANY_ADDRESS, destinationAddress, call),
  ];
}

function flowBetween(source: string, destination: string, call: Call): SentFlow {
  const { chain, principal, sni, method, remoteAddress } = call;
  const forwarded = remoteAddress !== undefined && remoteAddress !== source;
  return {
    source: { ...(principal != null && { principal }), address: source },
    destination: { address: destination, port: call.port },
    // No client sends a name's last dot.
    ...(sni != null && { connection: { sni: sni.replace(/\.$/, '.a') } }),
    protocol: chain,
    ...(chain === 'http' && {
      // HTTP/1.1 answers 400 to other methods (S8).
      http2: !METHODS.includes(method ?? 'GET'),
      request: {
        method: method ?? 'GET',
        path: call.pathWithQuery ?? call.path ?? '/',
        host: call.host ?? 'a',
        headers: { ...call.headers, ...(forwarded && { 'x-forwarded-for': remoteAddress }) },
      },
    }),
  };
}

function isV6(address: string): boolean {
  return address.includes(':');
}
