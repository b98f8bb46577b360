import { ProblemError } from './problems.ts';

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

/**
 * A page of items sorted by `orderOf`. The cursor carries the order of the last item seen, not a position:
 * what comes and goes between two calls makes no other item appear twice or not at all. Throws ProblemError
 * `invalid`.
 */
export function pageOf<T>(
  sorted: readonly T[],
  orderOf: (item: T) => string,
  asked: { readonly limit: number; readonly cursor?: string | undefined },
): Page<T> {
  const after = asked.cursor === undefined ? null : decode(asked.cursor);
  const rest = after === null ? sorted : sorted.filter((item) => orderOf(item) > after);
  const items = rest.slice(0, asked.limit);
  const last = items.at(-1);
  return {
    items,
    nextCursor: last !== undefined && rest.length > items.length ? encode(orderOf(last)) : null,
  };
}

/** By code unit, so that it agrees with `>`. */
export function sortedBy<T>(items: readonly T[], orderOf: (item: T) => string): T[] {
  return items
    .map((item) => [orderOf(item), item] as const)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, item]) => item);
}

function encode(order: string): string {
  return Buffer.from(`1${order}`).toString('base64url');
}

function decode(cursor: string): string {
  const text = Buffer.from(cursor, 'base64url').toString();
  if (text.startsWith('1') && encode(text.slice(1)) === cursor) return text.slice(1);
  throw new ProblemError('invalid', 'the query parameter cursor is none that was given', {
    parameter: 'cursor',
  });
}
