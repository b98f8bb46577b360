import { holdingKey, type PortAtom, type ValueClass } from './atom.ts';

/** Ports to take before others, which come by number. */
const USUAL = [8080, 80, 443, 9090];

/** Every combination of atoms that hold for some port, by its first one. */
export function portClasses(atoms: readonly PortAtom[]): ValueClass<number>[] {
  const named = new Map<number, Set<PortAtom>>();
  for (const atom of atoms) {
    for (const port of atom.ports) {
      const known = named.get(port);
      if (known === undefined) named.set(port, new Set([atom]));
      else known.add(atom);
    }
  }
  const classes = new Map<string, ValueClass<number>>();
  for (const port of portsOf(named)) {
    const holding = named.get(port) ?? new Set();
    const key = holdingKey(holding);
    if (!classes.has(key)) classes.set(key, { value: port, holding });
  }
  return [...classes.values()];
}

/** The named ones and one that isn't, in order. */
function portsOf(named: ReadonlyMap<number, unknown>): number[] {
  const free = [...USUAL, ...numbersTo(named.size + USUAL.length + 1)].find((port) => !named.has(port));
  const ports = [...named.keys(), ...(free === undefined ? [] : [free])].filter(
    (port) => 0 < port && port < 65536,
  );
  return ports.sort(comparePorts);
}

/** Usual ports first, then by number. */
export function comparePorts(a: number, b: number): number {
  return rank(a) - rank(b) || a - b;
}

function rank(port: number): number {
  const at = USUAL.indexOf(port);
  return at < 0 ? USUAL.length : at;
}

function numbersTo(last: number): number[] {
  return Array.from({ length: last }, (_, index) => index + 1);
}
