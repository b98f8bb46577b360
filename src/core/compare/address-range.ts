import { parseIp, parseIpBlock } from '../evaluate/ip-block.ts';
import type { AddressRange } from './atom.ts';

/** IPv6 addresses are numbers from here on, above all of IPv4. */
export const IPV6_BASE = 1n << 128n;

/** An address or a CIDR block (S12); null = neither. */
export function addressRange(text: string): AddressRange | null {
  const block = parseIpBlock(text);
  if (block === null) return null;
  const size = 1n << BigInt(block.bytes.length * 8 - block.bits);
  const address = numberOf(block.bytes);
  const low = address - (address % size);
  return { low, high: low + size - 1n };
}

export function addressNumber(address: string): bigint | null {
  const bytes = parseIp(address);
  return bytes === null ? null : numberOf(bytes);
}

function numberOf(bytes: readonly number[]): bigint {
  const value = bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  return bytes.length === 4 ? value : value + IPV6_BASE;
}

/** As people write it: dotted IPv4, or IPv6 with its longest run of zeros left out. */
export function addressText(address: bigint): string {
  if (address < IPV6_BASE) return [24n, 16n, 8n, 0n].map((shift) => (address >> shift) & 255n).join('.');
  const groups = [112n, 96n, 80n, 64n, 48n, 32n, 16n, 0n].map((shift) => (address >> shift) & 65535n);
  const text = groups.map((group) => group.toString(16)).join(':');
  const runs = text.match(/(?<![0-9a-f])0(:0)+(?![0-9a-f])/g) ?? [];
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), '');
  if (longest === '') return text;
  const at = text.search(new RegExp(`(?<![0-9a-f])${longest}(?![0-9a-f])`));
  const before = text.slice(0, at).replace(/:$/, '');
  return `${before}::${text.slice(at + longest.length).replace(/^:/, '')}`;
}
