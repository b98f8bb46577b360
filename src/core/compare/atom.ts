import { matchesPattern, type Pattern } from './pattern.ts';

/** One list of values of a policy, over texts: it holds if any of them matches (F3). */
export interface TextAtom {
  readonly kind: 'text';
  readonly id: number;
  /** The values without any freedom, apart because there are so many of them. */
  readonly exact: ReadonlySet<string>;
  readonly patterns: readonly Pattern[];
}

/** Addresses from `low` to `high`, as numbers; an IPv6 address is one above all of IPv4. */
export interface AddressRange {
  readonly low: bigint;
  readonly high: bigint;
}

export interface AddressAtom {
  readonly kind: 'address';
  readonly id: number;
  readonly ranges: readonly AddressRange[];
}

export interface PortAtom {
  readonly kind: 'port';
  readonly id: number;
  readonly ports: ReadonlySet<number>;
}

/** What can't be computed: it may hold or not. */
export interface OpaqueAtom {
  readonly kind: 'opaque';
  readonly id: number;
  /** `token`: it surely doesn't hold where there is no token (S13); `other`: a call never tells. */
  readonly depends: 'token' | 'other';
  readonly key: string;
}

export type Atom = TextAtom | AddressAtom | PortAtom | OpaqueAtom;

export function matchesText(atom: TextAtom, word: string): boolean {
  return atom.exact.has(word) || atom.patterns.some((pattern) => matchesPattern(pattern, word));
}

/** Those of the atoms that hold for a value. */
export type Holding = ReadonlySet<Atom>;

/** Values that no atom tells apart, by the smallest of them. */
export interface ValueClass<V> {
  readonly value: V;
  readonly holding: Holding;
}

export function ofKind<K extends Atom['kind']>(
  atoms: readonly Atom[],
  kind: K,
): Extract<Atom, { kind: K }>[] {
  return atoms.filter((atom): atom is Extract<Atom, { kind: K }> => atom.kind === kind);
}

/** Names a combination of atoms. */
export function holdingKey(holding: Holding): string {
  return [...holding]
    .map(({ id }) => id)
    .sort((a, b) => a - b)
    .join();
}
