import { normalAddress } from '../../core/identify/address.ts';
import type { Endpoint } from '../../core/model/record.ts';

/**
 * `10.1.2.3:80`, `[fd00::1]:80`. null = `-`, a socket's path or an internal listener: addresses, but of no
 * pod. undefined = no address that Envoy prints.
 */
export function endpointOf(text: string): Endpoint | null | undefined {
  const first = text.charCodeAt(0);
  if (first === 91 /* [ */) return ipv6Endpoint(text);
  if (first >= 48 && first <= 57) return ipv4Endpoint(text);
  if (text === '-' || first === 47 /* / */ || first === 64 /* @ */) return null;
  return text.startsWith('envoy://') ? null : undefined;
}

function ipv4Endpoint(text: string): Endpoint | undefined {
  let dots = 0;
  let colon = 0;
  for (; colon < text.length; colon++) {
    const char = text.charCodeAt(colon);
    if (char === 58 /* : */) break;
    if (char === 46 /* . */) dots++;
    else if (char < 48 || char > 57) return undefined;
  }
  const port = portOf(text, colon + 1);
  return dots !== 3 || port < 0 ? undefined : { ip: text.slice(0, colon), port };
}

function ipv6Endpoint(text: string): Endpoint | undefined {
  const close = text.indexOf(']:');
  const port = portOf(text, close + 2);
  if (close < 3 || port < 0) return undefined;
  const ip = text.slice(1, close);
  return ip.includes(':') ? { ip: normalAddress(ip), port } : undefined;
}

/** -1 = not a port. */
function portOf(text: string, from: number): number {
  if (from >= text.length || text.length - from > 5) return -1;
  let port = 0;
  for (let i = from; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return -1;
    port = port * 10 + digit;
  }
  return port <= 65_535 ? port : -1;
}
