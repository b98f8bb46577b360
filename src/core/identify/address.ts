const MAPPED = /^::ffff:(?:(\d+\.\d+\.\d+\.\d+)|([0-9a-f]{1,4}):([0-9a-f]{1,4}))$/;

/** One spelling per address: IPv6 in lower case without its zone, an IPv4-mapped one as IPv4. */
export function normalAddress(ip: string): string {
  if (!ip.includes(':')) return ip;
  const zone = ip.indexOf('%');
  const bare = (zone < 0 ? ip : ip.slice(0, zone)).toLowerCase();
  const [mapped, dotted, high, low] = MAPPED.exec(bare) ?? [];
  if (mapped === undefined) return bare;
  if (dotted !== undefined) return dotted;
  const [a, b] = [Number.parseInt(high ?? '0', 16), Number.parseInt(low ?? '0', 16)];
  return `${a >> 8}.${a & 255}.${b >> 8}.${b & 255}`;
}
