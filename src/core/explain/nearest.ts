import type { Call } from '../evaluate/call.ts';
import type { Condition } from './condition.ts';
import type { Nearest } from './explanation.ts';
import type { Failing } from './failing.ts';
import { mismatchesInWords, mismatchOf } from './mismatch-words.ts';
import type { Scene, SceneRule } from './scene.ts';

export interface Search {
  readonly nearest: Nearest | null;
  /** What fails in it. */
  readonly words: string;
  /** Rules that the proxy drops before it asks anything, on this chain or plane (X2, Z1). */
  readonly dropped: number;
}

/**
 * The ALLOW rule that came closest to matching a call that none matches. A rule is measured by its best entry
 * of `from`, its best of `to`, and `when`: the weights of the attributes that fail, added up. So the rules
 * whose caller matches come first, of those the ones whose port matches, then the host, the method and the
 * path; of equal ones the one with fewer failing conditions, then the first by policy name and index.
 */
export function searchNearest(scene: Scene, call: Call): Search {
  let rule: SceneRule | null = null;
  let best: Misses | null = null;
  let dropped = 0;
  for (const one of scene.rules('ALLOW')) {
    const misses = missesOf(one, call);
    if (misses.isDropped) dropped++;
    if (misses.failing.length === 0 || (best !== null && !isLighter(misses, best))) continue;
    rule = one;
    best = misses;
  }
  if (rule === null || best === null) return { nearest: null, words: '', dropped };
  const failing = expectedOfAll(best);
  const mismatches = failing.map((one) => mismatchOf(one, call, scene.point));
  const words = mismatchesInWords(failing, call, scene.point);
  return { nearest: { policy: rule.policy, rule: rule.rule, mismatches }, words, dropped };
}

type Entries = readonly (readonly Failing[])[];

interface Misses {
  /** Never empty for a rule that doesn't match. */
  readonly failing: readonly Failing[];
  readonly weight: number;
  readonly isDropped: boolean;
  readonly from: Entries;
  readonly to: Entries;
}

function missesOf(rule: SceneRule, call: Call): Misses {
  const parts = rule.parts();
  const from = parts.from.map((entry) => failingOf(entry, call));
  const to = parts.to.map((entry) => failingOf(entry, call));
  const when = failingOf(parts.when, call);
  const failing = [...lightest(from), ...lightest(to), ...when];
  const drops = dropping(from) ?? dropping(to) ?? dropping([when]);
  // X2: what drops a rule may stand in an entry beside the best one.
  if (drops && !failing.some(({ condition }) => condition.field === drops.condition.field))
    failing.push(drops);
  return { failing, weight: weightOf(failing), isDropped: drops !== undefined, from, to };
}

function failingOf(entry: readonly Condition[], call: Call): Failing[] {
  const failing: Failing[] = [];
  for (const condition of entry) {
    const standing = condition.standing(call);
    if (standing === 'no' || (standing === 'ignored' && isAskedFor(condition, entry))) {
      failing.push({ condition, standing, expected: condition.values });
    }
  }
  return failing;
}

/** Z3: beside another field ztunnel never hears of trust domains; alone they match nobody. */
function isAskedFor(condition: Condition, entry: readonly Condition[]): boolean {
  return dropsRule(condition) || !entry.some(dropsRule);
}

function dropsRule({ subject }: Condition): boolean {
  return subject !== 'trustDomains';
}

function dropping(entries: Entries): Failing | undefined {
  for (const entry of entries) {
    const found = entry.find(({ condition, standing }) => standing === 'ignored' && dropsRule(condition));
    if (found !== undefined) return found;
  }
  return undefined;
}

function lightest(entries: Entries): readonly Failing[] {
  let best = entries[0] ?? [];
  for (const entry of entries) if (weightOf(entry) < weightOf(best)) best = entry;
  return best;
}

/** Weights are single bits, so an attribute that fails twice weighs once. */
function weightOf(failing: readonly Failing[]): number {
  let weight = 0;
  for (const { condition } of failing) weight |= condition.attribute.weight;
  return weight;
}

function isLighter(a: Misses, b: Misses): boolean {
  return a.weight === b.weight ? a.failing.length < b.failing.length : a.weight < b.weight;
}

/** Entries that fail in one and the same field alone are one list of what would have done. */
function expectedOfAll({ failing, from, to }: Misses): readonly Failing[] {
  return failing.map((one) => {
    const entries = [from, to].find((all) => all.some((entry) => entry.length === 1 && entry[0] === one));
    if (entries === undefined || one.condition.negated) return one;
    const alike = entries.flatMap(([first, ...more]) =>
      first !== undefined && more.length === 0 && isAlike(first, one) ? first.expected : [],
    );
    return { ...one, expected: [...new Set(alike)] };
  });
}

function isAlike(a: Failing, b: Failing): boolean {
  return a.condition.field === b.condition.field && a.standing === b.standing;
}
