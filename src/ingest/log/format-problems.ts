import { leastMax, unmetNeeds } from './format-needs.ts';
import { type FormatPieces, type Piece, refused } from './format-pieces.ts';
import type { Field } from './operators.ts';

const MAX_OPERATORS = 256;

/** Throws AppError `invalid` for a format whose lines say too little or would fall apart, naming all that. */
export function refuseUnreadable({ head, pieces, operators }: FormatPieces): void {
  if (pieces.length > MAX_OPERATORS) throw refused(`it has more than ${MAX_OPERATORS} operators`);
  if ([head, ...pieces.map(({ after }) => after)].some((literal) => /[\r\n]/.test(literal)))
    throw refused('it writes several lines at once');
  const problems = [...cuts(pieces), ...lacks(pieces, operators)];
  if (problems.length > 0) throw refused(problems.join('; '));
}

function cuts(pieces: readonly Piece[]): string[] {
  return pieces.flatMap(({ name, slot, operator: { field, max } }) => {
    const least = slot < 0 || field === null ? 0 : leastMax(field);
    return max === null || max >= least
      ? []
      : [`${name} cuts what may be longer: give it ${least} or no limit`];
  });
}

function lacks(pieces: readonly Piece[], operators: ReadonlyMap<Field, unknown>): string[] {
  const times = pieces.filter(({ name }) => name.startsWith('%START_TIME')).map(({ name }) => name);
  return unmetNeeds(new Set(operators.keys())).map(({ fields, what, operator }) =>
    fields.includes('startTime') && times.length > 0
      ? `${times.join(' and ')} doesn't tell an instant that is read here: use %START_TIME%`
      : `it doesn't say ${what}: add ${operator}`,
  );
}
