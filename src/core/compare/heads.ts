import type { Atom } from './atom.ts';
import type { Pattern } from './pattern.ts';

/** Ends a text that has no more than what is written. */
const END = '\u0000';

/**
 * How values for which an atom holds begin: two atoms can hold for the same value only if a beginning of one begins
 * with one of the other. Ports are taken as texts; null = nothing is known.
 */
export function headsOf(atom: Atom): readonly string[] | null {
  if (atom.kind === 'port') return [...atom.ports].map(exactHead);
  if (atom.kind !== 'text') return null;
  return [...[...atom.exact].map(exactHead), ...atom.patterns.map(literalHead)];
}

/** The beginning of one value that is known to its end. */
export function exactHead(value: string | number): string {
  return `${value}${END}`;
}

function literalHead(pattern: Pattern): string {
  let head = '';
  for (const step of pattern) {
    if (typeof step !== 'number') return head;
    head += String.fromCharCode(step);
  }
  return head + END;
}
