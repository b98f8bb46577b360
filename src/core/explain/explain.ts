import type { Call } from '../evaluate/call.ts';
import { compile } from '../evaluate/compile.ts';
import type { Verdict } from '../evaluate/evaluate.ts';
import type { EnforcementPoint } from '../model/enforcement-point.ts';
import type { AuthorizationPolicy } from '../model/policy.ts';
import { allowedByDefault, noneMatches, ruleName } from './allow-words.ts';
import type { Explanation } from './explanation.ts';
import { listed } from './listed.ts';
import { searchNearest } from './nearest.ts';
import { removedFields } from './removed-fields.ts';
import { type Scene, sceneOf } from './scene.ts';
import { unknownWords } from './unknown-words.ts';

export type { Explanation, Mismatch, Nearest } from './explanation.ts';

/**
 * The evaluator's verdict on a call, with the reason in one sentence and, where nothing matched, the nearest
 * rule.
 */
export function explain(
  policies: readonly AuthorizationPolicy[],
  point: EnforcementPoint,
  call: Call,
): Explanation {
  return createExplainer(policies, point)(call);
}

/**
 * `explain` for many calls: what doesn't depend on the call is worked out once, and only when it is asked
 * for.
 */
export function createExplainer(
  policies: readonly AuthorizationPolicy[],
  point: EnforcementPoint,
): (call: Call) => Explanation {
  const verdictOf = compile(policies, point);
  /** One sentence a rule and chain, however many calls it decides. */
  const said = new Map<string, string>();
  let scene: Scene | null = null;
  return (call) => {
    const verdict = verdictOf(call);
    const { by } = verdict;
    const isCallsOwn = verdict.verdict === 'unknown' || (verdict.verdict === 'deny' && by === null);
    const key = by === null ? verdict.verdict : `${verdict.verdict} ${call.chain} ${by.policy} ${by.rule}`;
    const known = isCallsOwn ? undefined : said.get(key);
    if (known !== undefined) return { ...verdict, why: known, nearest: null };
    scene ??= sceneOf(policies, point);
    if (isCallsOwn)
      return verdict.verdict === 'deny' ? denied(verdict, scene, call) : unknown(verdict, scene, call);
    const why = withDryRun(decided(verdict, scene, call), scene);
    said.set(key, why);
    return { ...verdict, why, nearest: null };
  };
}

function unknown(verdict: Verdict, scene: Scene, call: Call): Explanation {
  return { ...verdict, why: withDryRun(unknownWords(scene, call), scene), nearest: null };
}

function decided({ verdict, by }: Verdict, scene: Scene, call: Call): string {
  if (by === null) return allowedByDefault(scene);
  if (verdict === 'allow') return `${ruleName(by, 'ALLOW')} lets it in`;
  return `${ruleName(by, 'DENY')} matches${removedFields(scene, by, call)}`;
}

/** Nothing matched. */
function denied(verdict: Verdict, scene: Scene, call: Call): Explanation {
  const { nearest, words, dropped } = searchNearest(scene, call);
  let why = noneMatches(scene);
  const isOnly = scene.rules('ALLOW').length === 1;
  if (dropped > 0 && !isOnly) why += dropWords(dropped, scene, call);
  if (nearest !== null) {
    const rule = isOnly ? '' : `nearest is rule[${nearest.rule}] of ${nearest.policy}, but `;
    why += `: ${rule}${words}`;
  }
  return { ...verdict, why: withDryRun(why, scene), nearest };
}

function dropWords(dropped: number, { point }: Scene, call: Call): string {
  const are = dropped === 1 ? 'is' : 'are';
  if (point.plane === 'ztunnel') return ` (${dropped} ${are} dropped for what ztunnel cannot judge)`;
  if (call.chain === 'tcp') return ` (${dropped} ${are} dropped on a TCP chain for HTTP fields)`;
  return ` (${dropped} ${are} dropped for a value that no proxy can read)`;
}

/** R2, R9: a dry-run policy changes no verdict, which surprises who applied it. */
function withDryRun(why: string, { dryRun }: Scene): string {
  if (dryRun.length === 0) return why;
  const policies = dryRun.length === 1 ? 'a dry-run policy is' : 'dry-run policies are';
  return `${why} (${policies} not enforced: ${listed(dryRun, 'and')})`;
}
