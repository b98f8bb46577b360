import { addressNumber, IPV6_BASE } from './address-range.ts';
import { type AddressAtom, type AddressRange, type Atom, holdingKey, type ValueClass } from './atom.ts';

/**
 * Addresses that a TCP peer can have: IPv4 without the networks 0 and from 224 on, IPv6 without `::`, multicast and
 * IPv4-mapped ones, which the proxy sees as IPv4 (S12).
 */
const REAL: readonly AddressRange[] = [
  { low: 1n << 24n, high: (224n << 24n) - 1n },
  { low: IPV6_BASE + 1n, high: IPV6_BASE + (0xffffn << 32n) - 1n },
  { low: IPV6_BASE + (1n << 48n), high: IPV6_BASE + (0xffn << 120n) - 1n },
];

/** Addresses to take before others. */
const USUAL = ['10.0.0.1', '192.168.0.1', '172.16.0.1', 'fd00::1'].map((text) => addressNumber(text)!);

/**
 * Every combination of atoms that hold for some address, by its first one: the usual addresses in their order, then
 * the lowest that doesn't end in a zero byte, then the lowest.
 */
export function addressClasses(atoms: readonly AddressAtom[]): ValueClass<bigint>[] {
  const classes = new Map<string, ValueClass<bigint>>();
  for (const { low, high, holding } of pieces(atoms)) {
    const key = holdingKey(holding);
    const known = classes.get(key);
    const value = firstOf(low, high);
    if (known === undefined || compareAddresses(value, known.value) < 0) classes.set(key, { value, holding });
  }
  return [...classes.values()].sort((a, b) => compareAddresses(a.value, b.value));
}

interface Piece extends AddressRange {
  readonly holding: ReadonlySet<Atom>;
}

/** All real addresses, cut where a range of an atom begins or ends. */
function* pieces(atoms: readonly AddressAtom[]): Generator<Piece> {
  const cuts = new Map<bigint, [AddressAtom, number][]>();
  function cut(at: bigint, atom: AddressAtom, change: number): void {
    const known = cuts.get(at);
    if (known === undefined) cuts.set(at, [[atom, change]]);
    else known.push([atom, change]);
  }
  for (const atom of atoms) {
    for (const { low, high } of atom.ranges) {
      cut(low, atom, 1);
      cut(high + 1n, atom, -1);
    }
  }
  for (const { low, high } of REAL) {
    for (const edge of [low, high + 1n]) if (!cuts.has(edge)) cuts.set(edge, []);
  }
  const covers = new Map<AddressAtom, number>();
  const edges = [...cuts.keys()].sort((a, b) => (a < b ? -1 : 1));
  for (const [index, edge] of edges.entries()) {
    for (const [atom, change] of cuts.get(edge) ?? []) {
      const count = (covers.get(atom) ?? 0) + change;
      if (count === 0) covers.delete(atom);
      else covers.set(atom, count);
    }
    const next = edges[index + 1];
    if (next === undefined || !REAL.some(({ low, high }) => low <= edge && edge <= high)) continue;
    yield { low: edge, high: next - 1n, holding: new Set(covers.keys()) };
  }
}

function firstOf(low: bigint, high: bigint): bigint {
  const known = USUAL.find((one) => low <= one && one <= high);
  if (known !== undefined) return known;
  return endsInZero(low) && low < high ? low + 1n : low;
}

function endsInZero(address: bigint): boolean {
  return (address & 255n) === 0n;
}

/** The usual ones in their order, then by number; those that end in a zero byte are rather names of networks. */
export function compareAddresses(a: bigint, b: bigint): number {
  return rank(a) - rank(b) || (a < b ? -1 : Number(a > b));
}

function rank(address: bigint): number {
  const at = USUAL.indexOf(address);
  if (at >= 0) return at;
  return endsInZero(address) ? USUAL.length + 1 : USUAL.length;
}
