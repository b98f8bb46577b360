/** Optimal string alignment: insert, delete, replace, swap neighbours. */
function distance(a: string, b: string): number {
  let [before, above] = [[] as number[], Array.from({ length: b.length + 1 }, (_, i) => i)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let best = Math.min(above[j]! + 1, row[j - 1]! + 1, above[j - 1]! + (same ? 0 : 1));
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] && i > 1 && j > 1)
        best = Math.min(best, before[j - 2]! + 1);
      row.push(best);
    }
    [before, above] = [above, row];
  }
  return above[b.length]!;
}

/** The most similar of the known names, ignoring case; the first of several equally similar ones. */
export function nearest(name: string, known: readonly string[]): string | null {
  let found: string | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of known) {
    const d = distance(name.toLowerCase(), candidate.toLowerCase());
    if (d < least) [found, least] = [candidate, d];
  }
  return found;
}
