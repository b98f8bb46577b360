import { type Dimension, dimensionNamed } from './dimension.ts';
import type { Alternatives, Entry, Literal } from './entry.ts';
import type { Reading } from './reading.ts';
import type { ReadRule, ReadSide } from './side.ts';

export type SideName = 'from' | 'to';

/** A rule ready to be compared. */
export interface SideRule extends Pick<ReadRule, 'action' | 'by' | 'provider' | 'origin'> {
  /** Different for every rule of both sides. */
  readonly index: number;
  readonly side: SideName;
  readonly from: Alternatives;
  readonly to: Alternatives;
  /** Equal = the same action on the same calls. */
  readonly shape: string;
}

export interface Side {
  readonly allowAttached: boolean;
  readonly rules: readonly SideRule[];
}

/** Two sides over the same dimensions. Rules of one side come in the order in which the proxy names them. */
export interface Arena {
  readonly dimensions: readonly Dimension[];
  readonly sides: Readonly<Record<SideName, Side>>;
  /** All rules by index. */
  readonly rules: readonly SideRule[];
}

/** The order in which dimensions are decided, and so what makes a witness small: the first attribute counts most. */
const ORDER = 'port principal source remote destination sni host header method path token other'.split(' ');

export function arenaOf(from: ReadSide, to: ReadSide, reading: Reading): Arena {
  const names = new Set<string>();
  for (const { parts } of [...from.rules, ...to.rules]) {
    for (const { dimension } of [...parts.from, ...parts.to].flat()) names.add(dimension);
  }
  const ordered = [...names].sort(byOrder);
  const placeAt = new Map(ordered.map((name, index) => [name, index]));
  const alternativesOf = placing(placeAt);
  const rules: SideRule[] = [];

  function place(side: SideName, read: ReadSide): Side {
    const placed = read.rules.map(({ action, by, provider, origin, parts }): SideRule => {
      const [whose, what] = [alternativesOf(parts.from), alternativesOf(parts.to)];
      const shape = `${action} ${provider} ${idsOf(whose)} ${idsOf(what)}`;
      const rule = { action, by, provider, origin, index: rules.length, side, from: whose, to: what, shape };
      rules.push(rule);
      return rule;
    });
    return { allowAttached: read.allowAttached, rules: placed };
  }

  const sides = { from: place('from', from), to: place('to', to) };
  return { dimensions: ordered.map((name) => dimensionNamed(name, reading)), sides, rules };
}

function byOrder(a: string, b: string): number {
  const [left, right] = [a, b].map((name) => ORDER.indexOf(name.split(' ')[0] ?? ''));
  return (left ?? 0) - (right ?? 0) || (a < b ? -1 : 1);
}

/** Makes alternatives; equal ones are the same entry. */
function placing(
  placeAt: ReadonlyMap<string, number>,
): (parts: readonly (readonly Literal[])[]) => Alternatives {
  const known = new Map<string, Entry>();
  return (parts) => {
    if (parts.some((literals) => literals.length === 0)) return true;
    const entries = parts.map((literals) => {
      const key = [...new Set(literals.map(({ atom, holds }) => `${atom.id}${holds ? '+' : '-'}`))]
        .sort()
        .join();
      const entry = known.get(key) ?? { id: known.size, steps: stepsOf(literals, placeAt) };
      known.set(key, entry);
      return entry;
    });
    return [...new Set(entries)].sort((a, b) => a.id - b.id);
  };
}

function stepsOf(literals: readonly Literal[], placeAt: ReadonlyMap<string, number>): Entry['steps'] {
  const steps = new Map<number, Literal[]>();
  for (const literal of literals) {
    const dimension = placeAt.get(literal.dimension)!;
    steps.set(dimension, [...(steps.get(dimension) ?? []), literal]);
  }
  return [...steps]
    .map(([dimension, some]) => ({ dimension, literals: some }))
    .sort((a, b) => a.dimension - b.dimension);
}

export function idsOf(alternatives: Alternatives): string {
  return alternatives === true ? 'any' : alternatives.map(({ id }) => id).join('|');
}
