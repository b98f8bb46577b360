import type { TextAtom } from './atom.ts';
import { ANY_CHAR } from './char-set.ts';
import type { Step } from './pattern.ts';

/**
 * The patterns of many atoms, read at once: a position is a step of one of them, and a set of positions is all that
 * need be known of a text read so far.
 */
export interface JointSteps {
  /** null = the end of a pattern. */
  readonly steps: readonly (Step | null)[];
  /** The atom that a position belongs to. */
  readonly owners: readonly TextAtom[];
  /** For the last steps that take any text: the first of its atom. */
  readonly certain: ReadonlyMap<number, number>;
  readonly start: readonly number[];
}

export function jointSteps(atoms: readonly TextAtom[]): JointSteps {
  const steps: (Step | null)[] = [];
  const owners: TextAtom[] = [];
  const certain = new Map<number, number>();
  const start: number[] = [];
  for (const atom of atoms) {
    let first: number | null = null;
    for (const pattern of atom.patterns) {
      start.push(steps.length);
      for (const step of [...pattern, null]) {
        steps.push(step);
        owners.push(atom);
      }
      const last = steps.length - 2;
      if (!takesAnything(pattern.at(-1))) continue;
      first ??= last;
      certain.set(last, first);
    }
  }
  const joint = { steps, owners, certain, start };
  return { ...joint, start: closed(joint, start) };
}

function takesAnything(step: Step | undefined): boolean {
  return typeof step === 'object' && step.many && step.set === ANY_CHAR;
}

/** The positions after one more character, each once and in order. */
export function afterCode(joint: JointSteps, positions: readonly number[], code: number): number[] {
  const next: number[] = [];
  for (const position of positions) {
    const step = joint.steps[position];
    if (step === null || step === undefined) continue;
    if (typeof step === 'number') {
      if (step === code) next.push(position + 1);
    } else if (step.set.has(code)) next.push(step.many ? position : position + 1);
  }
  return closed(joint, next);
}

/** Adds what is behind steps of any number. */
function closed(joint: JointSteps, positions: readonly number[]): number[] {
  const all: number[] = [];
  let sure = false;
  let last = -1;
  for (const position of positions) {
    // Positions come in order, and so does what is added: what is there already is at the end.
    for (let at = position; ; at++) {
      if (last < at) {
        all.push(at);
        last = at;
      }
      const step = joint.steps[at];
      if (typeof step !== 'object' || step === null || !step.many) break;
      sure ||= joint.certain.has(at);
    }
  }
  return sure ? withoutMoot(joint, all) : all;
}

/** Where an atom holds whatever comes, its other positions say nothing any more. */
function withoutMoot({ owners, certain }: JointSteps, positions: readonly number[]): number[] {
  const kept: number[] = [];
  // Positions of one atom stand together.
  for (let from = 0; from < positions.length; ) {
    const owner = owners[positions[from]!];
    let sure: number | undefined;
    let to = from;
    while (to < positions.length && owners[positions[to]!] === owner) {
      sure ??= certain.get(positions[to]!);
      to++;
    }
    if (sure !== undefined) kept.push(sure, sure + 1);
    else for (let at = from; at < to; at++) kept.push(positions[at]!);
    from = to;
  }
  return kept;
}
