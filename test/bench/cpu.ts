/** µs of this process's CPU. `work`: what it did, by number. */
export function cpuOf(work: () => number): number {
  const before = process.cpuUsage();
  if (work() === 0) throw new Error('nothing was done');
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}
