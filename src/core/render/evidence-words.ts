import type { Edge } from '../model/edge.ts';
import { utcDate } from './utc-date.ts';

/** Bands instead of counts, so that a file changes only when its meaning does. */
export function dayBand(days: number): string {
  if (days >= 30) return '30+ days';
  if (days >= 14) return '14–29 days';
  if (days >= 7) return '7–13 days';
  return days >= 2 ? '2–6 days' : '1 day';
}

/**
 * `first seen 2026-03-02; on 7–13 days`, from the edges that a line of the policy rests on. Days of several
 * edges can't be added, since they may be the same ones: the busiest edge's count.
 */
export function evidenceWords(edges: readonly Edge[]): string | null {
  if (edges.length === 0) return null;
  const first = Math.min(...edges.map(({ firstEvidence, firstSeen }) => firstEvidence ?? firstSeen));
  const days = Math.max(...edges.map((edge) => edge.days));
  return `first seen ${utcDate(first)}; on ${dayBand(days)}`;
}
