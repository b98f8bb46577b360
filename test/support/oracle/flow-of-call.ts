import type { Call } from '../../../src/core/evaluate/call.ts';
import type { SentFlow } from './judge-line.ts';
import { METHODS } from './words.ts';

/** What compare puts where no rule asks for an address. */
const NO_MATTER = '10.0.0.1';

/** What a client would have to send for the proxy to see this call; null = its addresses are of two families. */
export function flowOfCall(call: Call): SentFlow | null {
  const { chain, principal, sni, method } = call;
  const addresses = addressesOf(call);
  if (addresses === null) return null;
  const { source, destination, forwarded } = addresses;
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
        headers: { ...call.headers, ...(forwarded !== null && { 'x-forwarded-for': forwarded }) },
      },
    }),
  };
}

/** No connection goes from one family to the other: an address that doesn't matter becomes one of the other's. */
function addressesOf({ sourceAddress = NO_MATTER, remoteAddress, destinationAddress = NO_MATTER }: Call) {
  const forwarded = remoteAddress === undefined || remoteAddress === sourceAddress ? null : remoteAddress;
  const asked = { source: sourceAddress, destination: destinationAddress, forwarded };
  if (sourceAddress.includes(':') === destinationAddress.includes(':')) return asked;
  if (destinationAddress === NO_MATTER) return { ...asked, destination: 'fd00::2' };
  if (sourceAddress !== NO_MATTER) return null;
  return { ...asked, source: 'fd00::1', forwarded: remoteAddress ?? null };
}
