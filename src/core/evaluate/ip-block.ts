/** An address or a range of them: the bytes, and how many leading bits count. */
export interface IpBlock {
  readonly bytes: readonly number[];
  readonly bits: number;
}

/** S12: one address, or a CIDR whose host bits don't count; null = neither. */
export function parseIpBlock(text: string): IpBlock | null {
  const [address = '', prefix, ...more] = text.split('/');
  if (more.length > 0 || (prefix !== undefined && address.includes('%'))) return null;
  const bytes = parseIp(address);
  if (bytes === null) return null;
  if (prefix === undefined) return { bytes, bits: bytes.length * 8 };
  if (!/^(0|[1-9]\d{0,2})$/.test(prefix) || Number(prefix) > bytes.length * 8) return null;
  return { bytes, bits: Number(prefix) };
}

/** S12: an IPv4 address is in no block of IPv6 addresses, mapped or not, and the other way round. */
export function isInBlock({ bytes, bits }: IpBlock, address: readonly number[]): boolean {
  if (bytes.length !== address.length) return false;
  const whole = bits >> 3;
  for (let i = 0; i < whole; i += 1) if (bytes[i] !== address[i]) return false;
  const mask = 0xff00 >> (bits & 7);
  return (bits & 7) === 0 || ((bytes[whole]! ^ address[whole]!) & mask & 0xff) === 0;
}

/** 4 or 16 bytes; an IPv6 zone is ignored; null = no address. */
export function parseIp(text: string): readonly number[] | null {
  if (!text.includes(':')) return parseIpv4(text);
  const [address = '', zone] = text.split('%');
  if (zone === '') return null;
  const [head = '', tail, ...more] = address.split('::');
  if (more.length > 0) return null;
  // What ends in an IPv4 address ends the whole.
  if (tail !== undefined && head.includes('.')) return null;
  const before = parseGroups(head);
  const after = parseGroups(tail ?? '');
  if (before === null || after === null) return null;
  const missing = 16 - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 2) return null;
  return [...before, ...Array.from({ length: missing }, () => 0), ...after];
}

function parseIpv4(text: string): number[] | null {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)) {
    return null;
  }
  return parts.map(Number);
}

/** Groups on one side of `::`, the last of which may be an IPv4 address. */
function parseGroups(text: string): number[] | null {
  if (text === '') return [];
  const groups = text.split(':');
  const bytes: number[] = [];
  for (const [index, group] of groups.entries()) {
    if (group.includes('.') && index === groups.length - 1) {
      const ipv4 = parseIpv4(group);
      if (ipv4 === null) return null;
      bytes.push(...ipv4);
    } else {
      if (!/^[0-9a-fA-F]{1,4}$/.test(group)) return null;
      const value = Number.parseInt(group, 16);
      bytes.push(value >> 8, value & 0xff);
    }
  }
  return bytes;
}
