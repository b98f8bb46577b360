export interface Address {
  /** A name, an IPv4 address, or an IPv6 address without brackets. */
  readonly host: string;
  /** 0 = any free port. */
  readonly port: number;
}

const SHAPE = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:/[\]]+)):(\d{1,5})$/;

/**
 * `HOST:PORT`, IPv6 in brackets; null for anything else. A missing host is no wildcard: it has to be said.
 */
export function parseAddress(text: string): Address | null {
  const [, ipv6, name, digits] = SHAPE.exec(text) ?? [];
  const host = ipv6 ?? name;
  const port = Number(digits);
  return host === undefined || port > 65_535 ? null : { host, port };
}

export function formatAddress(address: Address): string {
  return address.host.includes(':') ? `[${address.host}]:${address.port}` : `${address.host}:${address.port}`;
}

/** Only this machine can reach it. Anything else is open to whoever has a route. */
export function isLoopback(address: Address): boolean {
  const host = address.host.toLowerCase();
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
