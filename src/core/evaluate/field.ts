import { type Match, matchOf, not } from './match.ts';

/**
 * F3: a field wants one of its values and its `not…` twin none of them, and both apply. A list that is
 * missing or empty is no condition (F4).
 */
export function matchesField(
  values: readonly string[] | undefined,
  notValues: readonly string[] | undefined,
  matchesAny: (values: readonly string[]) => Match,
): Match {
  const wanted = isAsked(values) ? matchesAny(values) : 'yes';
  if (wanted === 'no' || !isAsked(notValues)) return wanted;
  const forbidden = not(matchesAny(notValues));
  return forbidden === 'yes' ? wanted : forbidden;
}

/** F4, F5: an empty list is decoded as a missing one. */
export function isAsked(values: readonly string[] | undefined): values is readonly string[] {
  return values !== undefined && values.length > 0;
}

/** B8: an attribute that isn't known gives `unknown`, one that is known to be absent matches nothing. */
export function matchesAttribute<T>(
  attribute: T | null | undefined,
  values: readonly string[],
  matches: (value: string, attribute: T) => boolean,
): Match {
  if (attribute === undefined) return 'unknown';
  return matchOf(attribute !== null && values.some((value) => matches(value, attribute)));
}
