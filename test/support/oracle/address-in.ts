import type { Random } from './random.ts';

/** An address of an IPv4 block or, near enough, of an IPv6 one: as the block, with another last group. */
export function addressIn(random: Random, block: string): string {
  const [base = '', length] = block.split('/');
  if (base.includes(':')) {
    if (base.startsWith('::')) return base.includes('.') ? '10.1.2.3' : `2001:db8::${1 + random.int(99)}`;
    return length === undefined || Number(length) > 120
      ? base
      : base.replace(/[0-9a-f]*$/, `${1 + random.int(99)}`);
  }
  const free = 32 - Number(length ?? 32);
  const number = base.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const start = Math.floor(number / 2 ** free) * 2 ** free;
  const found = start + random.int(2 ** free);
  // Half of all addresses can't be a peer's; those of a block as large are made to begin as an ordinary one.
  const bytes = [24, 16, 8, 0].map((shift) => Math.floor(found / 2 ** shift) % 256);
  const first = bytes[0] ?? 0;
  return [first === 0 || first === 127 || first > 223 ? 10 : first, ...bytes.slice(1)].join('.');
}
