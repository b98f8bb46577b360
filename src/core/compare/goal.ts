import type { Arena, SideName, SideRule } from './arena.ts';
import { isMet, type LiveRule } from './live-rule.ts';

/**
 * What one search looks for. Where the verdicts differ, a rule that only one side has decides on its side, or
 * nothing decides on either (then only one side has ALLOW policies). So each changed rule gets a search of its own,
 * for calls that it decides and that the other side judges otherwise.
 */
export interface Goal {
  /** The side on which the changed rule decides; without a rule, the one without ALLOW policies. */
  readonly side: SideName;
  readonly rule: SideRule | null;
}

/** By what the other side can differ: a rule's index, `none` = by no rule, `service` = by what CUSTOM rules ask. */
export type Rival = number | 'none' | 'service';

export interface Rivals {
  readonly left: readonly Rival[];
  /** An external service has the last word here. */
  readonly asked: boolean;
}

const NOBODY: Rivals = { left: [], asked: false };

/** A search for each rule of one side that the other doesn't have, in the order of the rules. */
export function goalsOf({ sides }: Arena): Goal[] {
  const goals: Goal[] = [];
  for (const side of ['from', 'to'] as const) {
    const theirs = new Set(sides[otherSide(side)].rules.map(({ shape }) => shape));
    for (const rule of sides[side].rules) {
      if (!theirs.has(rule.shape)) goals.push({ side, rule });
      theirs.add(rule.shape); // A second one never decides.
    }
  }
  if (sides.from.allowAttached === sides.to.allowAttached) return goals;
  return [...goals, { side: sides.from.allowAttached ? 'to' : 'from', rule: null }];
}

export function otherSide(side: SideName): SideName {
  return side === 'from' ? 'to' : 'from';
}

/** What a search still could find, given what is left of the rules; nothing = it can stop here. */
export function rivalsOf({ side, rule }: Goal, arena: Arena, live: readonly LiveRule[]): Rivals {
  const own = groupsOf(live, side);
  const other = groupsOf(live, otherSide(side));
  const { allowAttached } = arena.sides[otherSide(side)];
  if (rule?.action === 'DENY') {
    // Denied here, so the other side must allow.
    if (decidesBefore(own.deny, rule) || other.deny.some(isMet)) return NOBODY;
    const left = allowAttached ? untilMet(other.allow) : ['none' as const];
    return { left, asked: other.custom.some(isMet) };
  }
  // Allowed here: nothing denies here, and no earlier rule allows.
  if (own.deny.some(isMet)) return NOBODY;
  if (rule?.action === 'CUSTOM') {
    if (arena.sides[side].allowAttached && own.allow.length === 0) return NOBODY;
    const allows = other.deny.length === 0 && (!allowAttached || other.allow.some(isMet));
    return allows && askAlike(own.custom, other.custom) ? NOBODY : { left: ['service'], asked: true };
  }
  const asked = own.custom.some(isMet);
  const othersAllow = other.allow.some(isMet);
  if (rule === null) {
    return othersAllow || other.deny.some(isMet) ? NOBODY : { left: ['none'], asked };
  }
  if (decidesBefore(own.allow, rule)) return NOBODY;
  const left: Rival[] = untilMet(other.deny);
  if (allowAttached && !othersAllow && !other.deny.some(isMet)) left.push('none');
  return { left, asked };
}

interface Groups {
  readonly deny: LiveRule[];
  readonly allow: LiveRule[];
  readonly custom: LiveRule[];
}

function groupsOf(live: readonly LiveRule[], side: SideName): Groups {
  const groups: Groups = { deny: [], allow: [], custom: [] };
  for (const one of live) {
    if (one.rule.side !== side) continue;
    if (one.rule.action === 'DENY') groups.deny.push(one);
    else if (one.rule.action === 'ALLOW') groups.allow.push(one);
    else groups.custom.push(one);
  }
  return groups;
}

function decidesBefore(rules: readonly LiveRule[], { index }: SideRule): boolean {
  return rules.some((live) => live.rule.index < index && isMet(live));
}

/** Rules that may decide: none behind one that surely matches. */
function untilMet(rules: readonly LiveRule[]): number[] {
  const met = rules.findIndex(isMet);
  return (met < 0 ? rules : rules.slice(0, met + 1)).map(({ rule }) => rule.index);
}

/** Are the same services asked on both sides, whatever is still open? */
function askAlike(own: readonly LiveRule[], other: readonly LiveRule[]): boolean {
  const keyOf = [...own, ...other].every(isMet) ? providerOf : shapeOf;
  return namesOf(own, keyOf) === namesOf(other, keyOf);
}

function namesOf(rules: readonly LiveRule[], keyOf: (live: LiveRule) => string): string {
  return JSON.stringify([...new Set(rules.map(keyOf))].sort());
}

function providerOf({ rule }: LiveRule): string {
  return rule.provider ?? '';
}

function shapeOf({ rule }: LiveRule): string {
  return rule.shape;
}
