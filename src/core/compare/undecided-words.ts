import type { SideRule } from './arena.ts';
import type { Change } from './comparison.ts';

/** The rules that would decide on both sides; null = none does. */
export interface Deciding {
  readonly from: SideRule | null;
  readonly to: SideRule | null;
}

/** Of what isn't known whether there is such a call: allowed by this, denied by that. */
export function tokenWords(key: string, change: Change, deciding: Deciding): string {
  return `${pairWords(change, deciding)}, depending on ${key}: what a token says isn't known`;
}

export function metadataWords(change: Change, deciding: Deciding): string {
  return `${pairWords(change, deciding)}, depending on metadata of another filter, which isn't known`;
}

export function serviceWords(change: Change, deciding: Deciding): string {
  return `${pairWords(change, deciding)}, depending on what a CUSTOM rule's service answers, which isn't known`;
}

/** A CUSTOM rule that only one side has. */
export function askedWords({ by, provider, side }: SideRule): string {
  const only = side === 'from' ? 'before' : 'now';
  return `${ruleWords(by)} asks ${provider ?? 'a service'} only ${only}: what it answers isn't known`;
}

export function unconfirmedWords(change: Change, deciding: Deciding): string {
  return `${pairWords(change, deciding)}: found, but not confirmed by evaluating the witness`;
}

export function boundWords(bound: number, left: number): string {
  const rules = left === 1 ? '1 changed rule' : `${left} changed rules`;
  return `stopped after ${bound} steps: ${rules} may make more differences`;
}

function pairWords(change: Change, { from, to }: Deciding): string {
  const denied = change === 'newly-denied';
  const before = denied ? allowWords(from) : denyWords(from);
  return `${before} before and ${denied ? denyWords(to) : allowWords(to)} now`;
}

function allowWords(rule: SideRule | null): string {
  return rule === null ? 'allowed as no ALLOW policy applied' : `allowed by ${ruleWords(rule.by)}`;
}

function denyWords(rule: SideRule | null): string {
  return rule === null ? 'denied as no rule allowed it' : `denied by ${ruleWords(rule.by)}`;
}

function ruleWords({ policy, rule }: SideRule['by']): string {
  return rule === null ? policy : `${policy} rule ${rule}`;
}
