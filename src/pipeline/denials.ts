import { type Denial, denialKey } from '../core/model/denial.ts';
import type { DenialRow } from '../ports.ts';
import type { HourSlot } from './taken.ts';

/**
 * Denials kept of one workload, enforced and dry-run each: more than a reviewer reads, and few enough that a scan
 * can't fill the disk. Past it they only add up.
 */
export const MOST_DENIALS = 1000;

/** Which denials a workload has, stored or to be stored: their keys (`denialRowKey`). */
export interface KnownDenials {
  readonly enforced: Set<string>;
  readonly dryRun: Set<string>;
}

export function knownDenials(rows: readonly DenialRow[]): KnownDenials {
  const of = (dryRun: boolean) => rows.filter(({ seq, denial }) => seq !== null && denial.dryRun === dryRun);
  return { enforced: new Set(of(false).map(denialRowKey)), dryRun: new Set(of(true).map(denialRowKey)) };
}

function denialRowKey({ seq, denial }: Pick<DenialRow, 'seq' | 'denial'>): string {
  return `${seq ?? ''} ${denialKey(denial)}`;
}

/** Of these calls, those that the denial speaks of: what was refused, or what policies on trial would refuse. */
export function deniedCount(denial: Denial | null, slot: HourSlot, succeeded: boolean): number {
  if (denial === null) return 0;
  if (!denial.dryRun) return succeeded ? 0 : slot.denied;
  return succeeded ? slot.ok : slot.failed;
}

/** The denials of one commit. */
export class DenialRows {
  readonly #rows = new Map<string, DenialRow>();

  /** `known`: the workload's; grows. True = there was none like it. */
  add(row: DenialRow, { enforced, dryRun }: KnownDenials): boolean {
    const key = denialRowKey(row);
    const known = row.denial.dryRun ? dryRun : enforced;
    const fresh = !known.has(key);
    if (fresh && known.size >= MOST_DENIALS) {
      this.#merge(pastBound(row));
      return false;
    }
    known.add(key);
    this.#merge(row);
    return fresh;
  }

  get rows(): DenialRow[] {
    return [...this.#rows.values()];
  }

  #merge(row: DenialRow): void {
    const key = `${row.workload} ${denialRowKey(row)}`;
    const before = this.#rows.get(key) ?? row;
    const [older, newer] = before.lastSeen <= row.lastSeen ? [before, row] : [row, before];
    this.#rows.set(key, {
      ...newer,
      sample: newer.sample ?? older.sample,
      count: before === row ? row.count : before.count + row.count,
      firstSeen: Math.min(before.firstSeen, row.firstSeen),
    });
  }
}

function pastBound({ denial, ...row }: DenialRow): DenialRow {
  const nothing = { policy: null, rule: null, filter: null, admittedBy: null };
  return { ...row, seq: null, denial: { ...nothing, dryRun: denial.dryRun }, sample: null };
}
