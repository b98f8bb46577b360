import { AppError } from '../../app-error.ts';
import { formatParts } from './format-parts.ts';
import { FREE } from './format-shape.ts';
import { FIELDS, type Field, type Operator, operatorOf } from './operators.ts';

/** An operator of a format, and the literal after it. */
export interface Piece {
  /** As it is written, for messages. */
  readonly name: string;
  readonly operator: Operator;
  /** Index in FIELDS; -1 = not read. */
  readonly slot: number;
  readonly after: string;
}

export interface FormatPieces {
  readonly head: string;
  readonly pieces: readonly Piece[];
  /** What is read for each field: the first operator that isn't cut, or that is cut last. */
  readonly operators: ReadonlyMap<Field, Operator>;
}

/** Of a newer Envoy's: it may print any text. */
const UNKNOWN: Operator = { field: null, shape: FREE, max: null, timePattern: null };

/** Throws AppError `invalid` for operators that don't end. */
export function formatPieces(format: string): FormatPieces {
  const found: { name: string; operator: Operator; after: string }[] = [];
  let head = '';
  for (const { kind, text } of formatParts(format)) {
    const last = found.at(-1);
    if (kind === 'operator')
      found.push({ name: `%${text}%`, operator: operatorOf(text) ?? UNKNOWN, after: '' });
    else if (last === undefined) head = text;
    else last.after = text;
  }
  const operators = new Map<Field, Operator>();
  for (const { operator } of found) {
    if (operator.field === null) continue;
    const best = operators.get(operator.field);
    if (best === undefined || longestOf(operator) > longestOf(best)) operators.set(operator.field, operator);
  }
  const pieces = found.map((piece) => {
    const { field } = piece.operator;
    const isRead = field !== null && operators.get(field) === piece.operator;
    return { ...piece, slot: isRead ? FIELDS.indexOf(field) : -1 };
  });
  return { head, pieces, operators };
}

function longestOf({ max }: Operator): number {
  return max ?? Number.POSITIVE_INFINITY;
}

export function refused(why: string): AppError {
  return new AppError('invalid', `log format: ${why}`, {
    hint: 'change the format so, or have the proxies send what they log: see leastpath setup',
  });
}
