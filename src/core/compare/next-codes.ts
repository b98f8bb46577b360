import { type CharSet, NICEST_FIRST, niceRank } from './char-set.ts';
import type { Domain } from './domain.ts';
import type { JointSteps } from './joint-steps.ts';

/** For a state of the automaton: characters that together lead to every state behind it, nicest first. */
export type NextCodes = (state: number, positions: readonly number[], literal: readonly number[]) => number[];

/** Codes that lead to the same state, nicest first. */
type Group = readonly number[];

/** Found once for a domain's state and the sets that are looked at there: automata come by again and again. */
const groupsByDomain = new WeakMap<Domain, Map<string, Group[]>>();

/**
 * A character that a step or a literal names stands for itself; of the others one stands for all that the domain
 * and the sets of the state's steps don't tell apart: the nicest.
 */
export function nextCodesIn(domain: Domain, { steps }: JointSteps): NextCodes {
  const groups = groupsByDomain.get(domain) ?? new Map<string, Group[]>();
  groupsByDomain.set(domain, groups);
  return (state, positions, literal) => {
    const named = new Set(literal);
    const sets = new Set<CharSet>();
    for (const position of positions) {
      const step = steps[position];
      if (typeof step === 'number') named.add(step);
      else if (step !== null && step !== undefined) sets.add(step.set);
    }
    const ordered = [...sets].sort((a, b) => a.id - b.id);
    const key = `${state}|${ordered.map(({ id }) => id)}`;
    const alike = groups.get(key) ?? alikeCodes(domain, state, ordered);
    groups.set(key, alike);
    const codes = [...named].filter((code) => niceRank(code) >= 0 && domain.next(state, code) >= 0);
    for (const group of alike) {
      const free = group.find((code) => !named.has(code));
      if (free !== undefined) codes.push(free);
    }
    return codes.sort((a, b) => niceRank(a) - niceRank(b));
  };
}

function alikeCodes(domain: Domain, state: number, sets: readonly CharSet[]): Group[] {
  const groups = new Map<string, number[]>();
  for (const code of NICEST_FIRST) {
    const next = domain.next(state, code);
    if (next < 0) continue;
    const key = `${next}|${sets.map((set) => (set.has(code) ? 1 : 0)).join('')}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [code]);
    else group.push(code);
  }
  return [...groups.values()];
}
