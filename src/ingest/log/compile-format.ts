import { AppError } from '../../app-error.ts';
import { FIELDS, type FieldCheck, OPERATORS } from './format-fields.ts';
import { formatParts } from './format-parts.ts';

/** A field of fixed form and the literal after it (before it, on the way from the right). */
export interface FieldStep {
  /** Index in FIELDS; -1 = not read. */
  readonly slot: number;
  readonly check: FieldCheck;
  readonly literal: Uint8Array;
  /** Where in the literal the blank is that ends the field; its last one, on the way from the right. */
  readonly blank: number;
}

/** Any text. `required`: an empty one would be a missing value, which Envoy prints as `-`. */
export interface FreeField {
  readonly slot: number;
  readonly required: boolean;
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
 * then the steps of `right`, which go from the line's end to the left. Literals are bytes.
 */
export interface CompiledFormat {
  readonly head: Uint8Array;
  readonly left: readonly FieldStep[];
  readonly free: readonly FreeField[];
  readonly connectors: readonly Connector[];
  readonly right: readonly FieldStep[];
  /**
   * Quotes among the connectors; 0 if one has none. As many in a line's middle: there is only one way to
   * split it.
   */
  readonly quotes: number;
}

const QUOTE = 34;

interface Piece {
  readonly slot: number;
  readonly check: FieldCheck | null;
  readonly required: boolean;
  /** The literal after it. */
  after: string;
}

/**
 * Turns a format string into steps that split its lines in linear time. Throws AppError `invalid` for what
 * can't be split without guessing: an operator nobody knows, two without a literal between them, free ones
 * that are not kept apart by a quote or a field of fixed form, no time, no code and flags, no field of fixed
 * form at the end.
 */
export function compileFormat(format: string): CompiledFormat {
  const { head, pieces } = piecesOf(format.endsWith('\n') ? format.slice(0, -1) : format);
  const firstFree = pieces.findIndex(({ check }) => check === null);
  const lastFree = pieces.findLastIndex(({ check }) => check === null);
  if (firstFree < 0) throw refused('it has no free field');
  const left = pieces.slice(0, firstFree).map(stepOf);
  const middle = pieces.slice(firstFree, lastFree + 1);
  const right = rightOf(pieces.slice(lastFree));
  const connectors = connectorsOf(middle);
  for (const slot of ['startTime', 'code', 'flags', 'local', 'remote'] as const) {
    if (!pieces.some((piece) => piece.slot === FIELDS.indexOf(slot)))
      throw refused(`it doesn't say the ${slot}`);
  }
  const free = middle.filter(({ check }) => check === null).map(({ slot, required }) => ({ slot, required }));
  return { head: Buffer.from(head), left, free, connectors, right, quotes: quotesOf(connectors) };
}

function piecesOf(format: string): { head: string; pieces: Piece[] } {
  const pieces: Piece[] = [];
  let head = '';
  let needsLiteral = false;
  for (const { kind, text } of formatParts(format)) {
    if (kind === 'literal') {
      const last = pieces.at(-1);
      if (last === undefined) head = text;
      else last.after = text;
      needsLiteral = false;
      continue;
    }
    const operator = OPERATORS.get(text);
    if (operator === undefined) throw refused(`%${text}% is not known`);
    if (needsLiteral) throw refused(`nothing stands before %${text}%`);
    const { field, check } = operator;
    // A header may be there and empty; Envoy's own texts are not.
    const required = field !== null || !/^(?:REQ|RESP)\(/.test(text);
    pieces.push({ slot: field === null ? -1 : FIELDS.indexOf(field), check, required, after: '' });
    needsLiteral = true;
  }
  return { head, pieces };
}

/** A field without blanks ends at the next one, so the literal after it must have one. */
function stepOf({ slot, check, after }: Piece): FieldStep {
  if (check === null || !after.includes(' ')) throw refused('a field of fixed form has no blank after it');
  return { slot, check, literal: Buffer.from(after), blank: after.indexOf(' ') };
}

function rightOf(pieces: readonly Piece[]): FieldStep[] {
  const [lastFree, ...fixed] = pieces;
  const end = fixed.at(-1);
  if (lastFree === undefined || end === undefined || end.after !== '') throw refused('it ends in free text');
  const before = [lastFree, ...fixed.slice(0, -1)].map(({ after }) => after);
  if (before.some((literal) => !literal.includes(' ')))
    throw refused('a field of fixed form has no blank before it');
  const right = fixed.map(({ slot, check }, i) => {
    const literal = before[i] ?? '';
    return {
      slot,
      check: check as FieldCheck,
      literal: Buffer.from(literal),
      blank: literal.lastIndexOf(' '),
    };
  });
  return right.reverse();
}

function connectorsOf(middle: readonly Piece[]): Connector[] {
  const connectors: { lead: Uint8Array; steps: FieldStep[]; needed: boolean }[] = [];
  let before: Piece | undefined;
  for (const piece of middle) {
    const open = connectors.at(-1);
    if (piece.check !== null && open !== undefined) {
      open.steps.push(stepOf(piece));
      open.needed ||= piece.slot >= 0;
      continue;
    }
    if (open !== undefined && before !== undefined) {
      open.needed ||= before.slot >= 0 || piece.slot >= 0;
      if (open.steps.length === 0 && !open.lead.includes(QUOTE))
        throw refused('two free fields can run together');
    }
    before = piece;
    if (piece !== middle.at(-1))
      connectors.push({ lead: Buffer.from(piece.after), steps: [], needed: false });
  }
  return connectors;
}

function quotesOf(connectors: readonly Connector[]): number {
  const counts = connectors.map(({ lead, steps }) => {
    const literals = Buffer.concat([lead, ...steps.map(({ literal }) => literal)]);
    return literals.filter((byte) => byte === QUOTE).length;
  });
  return counts.includes(0) ? 0 : counts.reduce((sum, count) => sum + count, 0);
}

function refused(why: string): AppError {
  return new AppError('invalid', `log format: ${why}`);
}
