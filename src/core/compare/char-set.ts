/** A set of visible ASCII characters and the space. Equal sets are one object, so `===` compares them. */
export interface CharSet {
  readonly id: number;
  readonly codes: readonly number[];
  has(code: number): boolean;
}

/** In this order one character is nicer than another: a witness is read by people. */
const NICE = [
  'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  '-./_:~%@,;=&+*$!\'()?[]#^|{}<>`"\\ ',
].join('');

/** All characters that an attribute may be made of, nicest first. */
export const NICEST_FIRST: readonly number[] = [...NICE].map((char) => char.charCodeAt(0));

const RANK = new Int16Array(128).fill(-1);
for (const [rank, code] of NICEST_FIRST.entries()) RANK[code] = rank;

/** The place of a character in `NICEST_FIRST`; -1 = no attribute has it. */
export function niceRank(code: number): number {
  return RANK[code] ?? -1;
}

/** Shorter first, then nicer characters first. */
export function compareWords(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  for (let i = 0; i < a.length; i++) {
    const difference = niceRank(a.charCodeAt(i)) - niceRank(b.charCodeAt(i));
    if (difference !== 0) return difference;
  }
  return 0;
}

const interned = new Map<string, CharSet>();

function intern(codes: readonly number[]): CharSet {
  const key = codes.join();
  const known = interned.get(key);
  if (known !== undefined) return known;
  const flags = new Uint8Array(128);
  for (const code of codes) flags[code] = 1;
  const made: CharSet = { id: interned.size, codes, has: (code) => flags[code] === 1 };
  interned.set(key, made);
  return made;
}

/** The characters of a text; those that no attribute may have are left out. */
export function charSet(characters: string): CharSet {
  const given = new Set([...characters].map((char) => char.charCodeAt(0)));
  return intern(NICEST_FIRST.filter((code) => given.has(code)));
}

export function without(set: CharSet, characters: string): CharSet {
  return intern(set.codes.filter((code) => !characters.includes(String.fromCharCode(code))));
}

export const LOWER = 'abcdefghijklmnopqrstuvwxyz';
export const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
export const DIGIT = '0123456789';
export const ANY_CHAR = charSet(NICE);
export const VISIBLE = without(ANY_CHAR, ' ');
