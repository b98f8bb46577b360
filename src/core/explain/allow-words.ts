import type { EnforcementPoint } from '../model/enforcement-point.ts';
import { counted } from './listed.ts';
import type { Scene } from './scene.ts';

/** A rule as Istio counts them and proxies log them. ztunnel knows only policies. */
export function ruleName(
  by: { readonly policy: string; readonly rule: number | null },
  action: string,
): string {
  const policy = `the ${action} policy ${by.policy}`;
  return by.rule === null ? policy : `rule[${by.rule}] of ${policy}`;
}

/** V1: without an ALLOW policy nothing is refused by default. */
export function allowedByDefault(scene: Scene): string {
  const denying = scene.policies('DENY').length;
  const first = `no ALLOW policy ${selects(1, scene.point)}`;
  if (denying === 0) return `${first}, so everything is allowed`;
  const policies = denying === 1 ? 'the DENY policy that does' : `the ${denying} DENY policies that do`;
  if (scene.rules('DENY').length > 0) return `${first}, and no rule of ${policies} matches`;
  return `${first}, and ${policies} ${denying === 1 ? 'has' : 'have'} no rules`;
}

/** The ALLOW policies that let nothing of this through. */
export function noneMatches(scene: Scene): string {
  const policies = scene.policies('ALLOW');
  const rules = scene.rules('ALLOW').length;
  const [name] = policies;
  if (policies.length === 1) {
    const only = `${name} is the only ALLOW policy that ${selects(1, scene.point)}`;
    if (rules === 0) return `${only}, and it has no rules, so it allows nothing`;
    return `${only}, and ${noRule('its', rules)}`;
  }
  const all = `${counted(policies.length, 'ALLOW policy')} ${selects(policies.length, scene.point)}`;
  if (rules === 0) return `${all}, and they have no rules, so they allow nothing`;
  return `${all}, and ${noRule('their', rules)}`;
}

function noRule(whose: string, count: number): string {
  return count === 1 ? `${whose} only rule does not match` : `none of ${whose} ${count} rules matches`;
}

function selects(count: number, { plane }: EnforcementPoint): string {
  if (plane === 'waypoint') return `${count === 1 ? 'attaches' : 'attach'} to the waypoint`;
  return `${count === 1 ? 'selects' : 'select'} the workload`;
}
