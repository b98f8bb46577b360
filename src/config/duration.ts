const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
const SHAPE = /^(\d+(?:\.\d+)?)(ms|s|m|h|d|w)$/;

/** `10s`, `1.5h`, `7d` → ms; null for anything else, a bare number included: its unit would be a guess. */
export function parseDuration(text: string): number | null {
  const [, amount, unit] = SHAPE.exec(text) ?? [];
  if (amount === undefined || unit === undefined) return null;
  const ms = Number(amount) * UNITS[unit as keyof typeof UNITS];
  return Number.isSafeInteger(Math.round(ms)) ? Math.round(ms) : null;
}

/** ms → the largest unit (weeks apart) that says it without a fraction. */
export function formatDuration(ms: number): string {
  for (const unit of ['d', 'h', 'm', 's'] as const) {
    if (ms >= UNITS[unit] && ms % UNITS[unit] === 0) return `${ms / UNITS[unit]}${unit}`;
  }
  return `${ms}ms`;
}
