import { type FieldStep, stepOf } from './field-step.ts';
import { formatPieces, type Piece, refused } from './format-pieces.ts';
import { refuseUnreadable } from './format-problems.ts';
import type { Word } from './format-shape.ts';
import type { Field, Operator } from './operators.ts';

/** A value that only what stands around it tells apart. */
export interface FreeField {
  readonly slot: number;
  readonly least: number;
  /** What its value must be, though it doesn't show where it ends; null = any text. */
  readonly word: Word | null;
}

/** What stands between two free fields: a literal, then fields of fixed form, each with its literal. */
export interface Connector {
  readonly lead: Uint8Array;
  readonly steps: readonly FieldStep[];
  /** A value that is read depends on where it stands. */
  readonly needed: boolean;
}

/**
 * A line of the format: `head` and the steps of `left`, then free fields with the connectors between them,
 * then the steps of `right`, which go from `tail` at the line's end to the left. Literals are bytes.
 */
export interface CompiledFormat {
  readonly head: Uint8Array;
  readonly left: readonly FieldStep[];
  readonly free: readonly FreeField[];
  readonly connectors: readonly Connector[];
  readonly right: readonly FieldStep[];
  readonly tail: Uint8Array;
  /**
   * Quotes among the connectors; 0 if one has none. As many in a line's middle: there is only one way to
   * split it.
   */
  readonly quotes: number;
  /** How many runs the steps keep. */
  readonly runs: number;
  /** Some of the free fields must be words. */
  readonly words: boolean;
  readonly operators: ReadonlyMap<Field, Operator>;
}

const QUOTES = /["']/;
const QUOTE = 34;

/**
 * Turns a format string into steps that split its lines in linear time. Throws AppError `invalid`, naming the
 * operators, for what can't be split without guessing (two without a literal between them, free ones that no
 * quote and no field of fixed form keeps apart) and for what doesn't say enough to count its lines by.
 */
export function compileFormat(format: string): CompiledFormat {
  const parsed = formatPieces(format.replace(/(?:\r?\n)+$/, ''));
  const { head, pieces, operators } = parsed;
  refuseUnreadable(parsed);
  const last = pieces.at(-1) as Piece;
  const firstLoose = pieces.findIndex((piece) => forward(piece) === null);
  const from = firstLoose < 0 ? pieces.length - 1 : firstLoose;
  const lastLoose = pieces.findLastIndex((_, i) => i > from && backward(pieces, i) === null);
  const to = lastLoose < 0 ? from : lastLoose;
  const left = pieces.slice(0, from).map((piece) => forward(piece) as FieldStep);
  const right = pieces
    .map((_, i) => i)
    .slice(to + 1)
    .reverse();
  const { connectors, free, runs } = middleOf(pieces.slice(from, to + 1));
  return {
    head: Buffer.from(head),
    left,
    free,
    connectors,
    right: right.map((i) => backward(pieces, i) as FieldStep),
    tail: Buffer.from(last.after),
    quotes: quotesOf(connectors),
    runs,
    words: free.some(({ word }) => word !== null),
    operators,
  };
}

function forward({ operator, slot, after }: Piece, run = -1): FieldStep | null {
  return stepOf(operator.shape, slot, after, false, run);
}

function backward(pieces: readonly Piece[], index: number): FieldStep | null {
  const { operator, slot } = pieces[index] as Piece;
  return stepOf(operator.shape, slot, pieces[index - 1]?.after ?? '', true);
}

interface Middle {
  readonly connectors: readonly Connector[];
  readonly free: readonly FreeField[];
  readonly runs: number;
}

/** From the first field that shows no end to the last one that shows no beginning. */
function middleOf(middle: readonly Piece[]): Middle {
  const connectors: { lead: Uint8Array; steps: FieldStep[]; needed: boolean }[] = [];
  const free: FreeField[] = [];
  let runs = 0;
  let before: Piece | undefined;
  middle.forEach((piece, i) => {
    const open = connectors.at(-1);
    const literal = middle[i - 1]?.after ?? '';
    const step = i === 0 || i === middle.length - 1 ? null : forward(piece);
    if (step !== null && open !== undefined) {
      const again = (open.steps.at(-1)?.run ?? -1) >= 0;
      const keeps = again || backward(middle, i) === null;
      open.steps.push(keeps ? (forward(piece, runs++) as FieldStep) : step);
      open.needed ||= piece.slot >= 0;
      return;
    }
    if (open !== undefined && before !== undefined) {
      open.needed ||= before.slot >= 0 || piece.slot >= 0;
      if (open.steps.length === 0 && !QUOTES.test(literal)) throw togetherRefused(before, literal, piece);
    }
    free.push(freeOf(piece));
    before = piece;
    if (i === middle.length - 1) return;
    if (piece.after === '') throw togetherRefused(piece, '', middle[i + 1] as Piece);
    connectors.push({ lead: Buffer.from(piece.after), steps: [], needed: false });
  });
  return { connectors, free, runs };
}

function freeOf({ operator: { shape }, slot }: Piece): FreeField {
  if (shape.kind === 'word') return { slot, least: shape.least, word: shape };
  return { slot, least: shape.kind === 'free' && shape.filled ? 1 : 0, word: null };
}

function togetherRefused(one: Piece, literal: string, other: Piece): Error {
  const between =
    literal === ''
      ? 'nothing stands between'
      : `only ${JSON.stringify(literal)}, which may be in them, keeps apart`;
  return refused(`${between} ${one.name} and ${other.name}: put both in quotes`);
}

function quotesOf(connectors: readonly Connector[]): number {
  const counts = connectors.map(({ lead, steps }) => {
    // Only where all fields of fixed form begin where a literal shows it.
    if (steps.some(({ run, time }) => run >= 0 || time !== null)) return 0;
    const literals = Buffer.concat([lead, ...steps.map(({ literal }) => literal)]);
    return literals.filter((byte) => byte === QUOTE).length;
  });
  return counts.includes(0) ? 0 : counts.reduce((sum, count) => sum + count, 0);
}
