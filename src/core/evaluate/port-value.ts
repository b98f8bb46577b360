/** S11: decimal and exact, leading zeros don't count; null = no port. */
export function parsePort(value: string): number | null {
  const port = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  return port >= 0 && port <= 65_535 ? port : null;
}
