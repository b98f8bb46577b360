/** Whether something matches; `unknown` where the call lacks an attribute that decides it (B8). */
export type Match = 'yes' | 'no' | 'unknown';

export function matchOf(matches: boolean): Match {
  return matches ? 'yes' : 'no';
}

/** OR of three-valued answers: one `yes` decides, else an `unknown` stays unknown. */
export function anyMatch<T>(items: readonly T[], match: (item: T) => Match): Match {
  let result: Match = 'no';
  for (const item of items) {
    const one = match(item);
    if (one === 'yes') return 'yes';
    if (one === 'unknown') result = 'unknown';
  }
  return result;
}

/** AND of three-valued answers: one `no` decides, else an `unknown` stays unknown. */
export function allMatch<T>(items: readonly T[], match: (item: T) => Match): Match {
  let result: Match = 'yes';
  for (const item of items) {
    const one = match(item);
    if (one === 'no') return 'no';
    if (one === 'unknown') result = 'unknown';
  }
  return result;
}

/** NOT: what isn't known stays unknown. */
export function not(match: Match): Match {
  if (match === 'unknown') return 'unknown';
  return match === 'yes' ? 'no' : 'yes';
}
