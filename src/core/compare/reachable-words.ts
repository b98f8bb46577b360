import type { Atom, TextAtom, ValueClass } from './atom.ts';
import { type Budget, pay } from './budget.ts';
import type { Domain } from './domain.ts';
import { afterCode, jointSteps } from './joint-steps.ts';
import { nextCodesIn } from './next-codes.ts';
import { childOf, isWord, nextCodes, rootOf, type WordList, type WordNode } from './word-list.ts';

/** What to look for among the texts of a domain. */
export interface WordSearch {
  readonly domain: Domain;
  readonly atoms: readonly TextAtom[];
  /** Only words for which one of these holds; null = all. */
  readonly must: ReadonlySet<Atom> | null;
  /** Words that were looked at already. */
  readonly avoid: WordList;
  readonly budget: Budget;
}

/** What remembering a state costs, beside looking at its positions. */
const STATE = 24;

interface State {
  readonly domain: number;
  readonly node: WordNode | null;
  readonly positions: readonly number[];
  readonly word: string;
}

/**
 * For every combination of atoms that hold together for some word, its shortest and then nicest word that isn't to
 * be avoided, in that order. A walk over the joint automaton of all patterns, breadth first, each state once. A
 * combination may come again with a longer word.
 */
export function* reachableWords(search: WordSearch): Generator<ValueClass<string>> {
  const { domain, must, avoid, budget } = search;
  const joint = jointSteps(search.atoms);
  const codesOf = nextCodesIn(domain, joint);
  const wanted = must === null ? null : joint.owners.map((atom) => must.has(atom));
  const start: State = { domain: 0, node: rootOf(avoid), positions: joint.start, word: '' };
  const known = new Set<string>([keyOf(start, start.node)]);
  const queue: State[] = [start];
  if (domain.accepts(0) && !isWord(avoid, start.node)) yield found(start);
  // The queue grows while it is read.
  for (let at = 0; at < queue.length; at++) {
    const state = queue[at]!;
    for (const code of codesOf(state.domain, state.positions, nextCodes(avoid, state.node))) {
      if (!pay(budget, 4 + state.positions.length)) return;
      const next: State = {
        domain: domain.next(state.domain, code),
        node: childOf(avoid, state.node, code),
        positions: afterCode(joint, state.positions, code),
        word: state.word + String.fromCharCode(code),
      };
      if (wanted !== null && !next.positions.some((position) => wanted[position])) continue;
      // Far from the words to avoid all is possible that is possible near them.
      if (next.node !== null && known.has(keyOf(next, null))) continue;
      const key = keyOf(next, next.node);
      if (known.has(key)) continue;
      known.add(key);
      pay(budget, STATE);
      queue.push(next);
      if (domain.accepts(next.domain) && !isWord(avoid, next.node)) yield found(next);
    }
  }

  function found({ word, positions }: State): ValueClass<string> {
    const ended = positions.filter((position) => joint.steps[position] === null);
    return { value: word, holding: new Set(ended.map((position) => joint.owners[position]!)) };
  }
}

/** Names a state; numbers as characters, since there are many of them. */
function keyOf({ domain, positions }: State, node: WordNode | null): string {
  return `${domain}|${node === null ? '' : `${node.from}:${node.depth}`}|${packed(positions)}`;
}

function packed(positions: readonly number[]): string {
  let text = '';
  for (const position of positions) {
    text += position < 0xffff ? String.fromCharCode(position) : `\uffff${position} `;
  }
  return text;
}
