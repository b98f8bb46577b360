/** A set of small numbers. */
export type BitSet = Uint32Array;

export function emptyBits(size: number): BitSet {
  return new Uint32Array((size + 31) >> 5);
}

export function addBit(bits: BitSet, at: number): void {
  bits[at >> 5]! |= 1 << (at & 31);
}

/** Keeps in `bits` what is in both. */
export function keepCommon(bits: BitSet, other: BitSet): void {
  for (let i = 0; i < bits.length; i++) bits[i]! &= other[i]!;
}

/** The numbers in the set, in order. */
export function bitsOf(bits: BitSet): number[] {
  const numbers: number[] = [];
  for (let i = 0; i < bits.length; i++) {
    for (let word = bits[i]!; word !== 0; word &= word - 1)
      numbers.push(i * 32 + 31 - Math.clz32(word & -word));
  }
  return numbers;
}

/** Adds to `bits` what is in the other. */
export function addAll(bits: BitSet, other: BitSet): void {
  for (let i = 0; i < bits.length; i++) bits[i]! |= other[i]!;
}
