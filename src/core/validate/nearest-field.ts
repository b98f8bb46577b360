/** The known field that a wrong one was most likely meant to be; null = nothing near. */
export function nearestField(wrong: string, known: readonly string[]): string | null {
  const plain = bare(wrong);
  const near = known
    .map((field) => ({ field, distance: editDistance(plain, bare(field)) }))
    .toSorted((a, b) => a.distance - b.distance)[0];
  return near !== undefined && near.distance <= Math.max(1, Math.floor(plain.length / 4)) ? near.field : null;
}

/** `not_paths` and `NotPaths` are `notpaths`; singular and plural are one. */
function bare(name: string): string {
  return name.replaceAll(/[-_]/g, '').toLowerCase().slice(0, 40);
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replace, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
