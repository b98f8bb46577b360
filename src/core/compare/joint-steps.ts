import type { TextAtom } from './atom.ts';
import { ANY_CHAR, type CharSet } from './char-set.ts';
import type { Step } from './pattern.ts';

/**
 * The patterns of many atoms, read at once: a position is a step of one of them, and a set of positions is all that
 * need be known of a text read so far. The walk spends its time here, so steps lie apart by what is asked of them.
 */
export interface JointSteps {
  /** The atom that a position belongs to. */
  readonly owners: readonly TextAtom[];
  /** The character that the step takes, or one of the next two. */
  readonly codes: Int16Array;
  /** The set that it takes from, if `codes` says so. */
  readonly sets: readonly (CharSet | null)[];
  /** 1 = it takes any number. */
  readonly many: Uint8Array;
  /** Of a last step that takes any text, the first such one of its atom; -1 = it is none. */
  readonly certain: Int32Array;
  readonly start: readonly number[];
}

/** The step takes a character of a set. */
export const FROM_SET = -1;
/** No step: the pattern is at its end. */
export const END = -2;

export function jointSteps(atoms: readonly TextAtom[]): JointSteps {
  const steps: (Step | null)[] = [];
  const owners: TextAtom[] = [];
  const sure: [position: number, first: number][] = [];
  const begins: number[] = [];
  for (const atom of atoms) {
    let first: number | null = null;
    for (const pattern of atom.patterns) {
      begins.push(steps.length);
      for (const step of [...pattern, null]) {
        steps.push(step);
        owners.push(atom);
      }
      const last = steps.length - 2;
      if (!takesAnything(pattern.at(-1))) continue;
      first ??= last;
      sure.push([last, first]);
    }
  }
  const certain = new Int32Array(steps.length).fill(-1);
  for (const [position, first] of sure) certain[position] = first;
  const joint = {
    owners,
    codes: Int16Array.from(steps, (step) =>
      step === null ? END : typeof step === 'number' ? step : FROM_SET,
    ),
    sets: steps.map((step) => (typeof step === 'object' && step !== null ? step.set : null)),
    many: Uint8Array.from(steps, (step) => (typeof step === 'object' && step?.many ? 1 : 0)),
    certain,
    start: [],
  };
  return { ...joint, start: closed(joint, begins) };
}

function takesAnything(step: Step | undefined): boolean {
  return typeof step === 'object' && step.many && step.set === ANY_CHAR;
}

/** The positions after one more character, each once and in order. */
export function afterCode(joint: JointSteps, positions: readonly number[], code: number): number[] {
  const { codes, sets, many } = joint;
  const next: number[] = [];
  for (const position of positions) {
    const taken = codes[position]!;
    if (taken === code) next.push(position + 1);
    else if (taken === FROM_SET && sets[position]!.has(code)) next.push(position + 1 - many[position]!);
  }
  return closed(joint, next);
}

/** Adds what is behind steps of any number. */
function closed(joint: JointSteps, positions: readonly number[]): number[] {
  const { many, certain } = joint;
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
      if (many[at] === 0) break;
      sure ||= certain[at]! >= 0;
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
    let sure = -1;
    let to = from;
    while (to < positions.length && owners[positions[to]!] === owner) {
      if (sure < 0) sure = certain[positions[to]!]!;
      to++;
    }
    if (sure >= 0) kept.push(sure, sure + 1);
    else for (let at = from; at < to; at++) kept.push(positions[at]!);
    from = to;
  }
  return kept;
}
