import type { Denial, Named } from '../model/denial.ts';
import type { OutcomeFacts } from '../model/record.ts';
import { ruleOfId } from './rbac-name.ts';
import { classOfDetails } from './response-details.ts';

/** What RBAC filters leave beside a log entry (R7): keys and values of their metadata. */
export type RbacVerdicts = Readonly<Record<string, unknown>>;

/** The name that an external authorization's flag gives where nothing else does. */
const UNNAMED_FILTER = 'UAEX';
/** Other filters' words are short; what is longer is cut. */
const MOST_WORDS = 200;
/** Its id is the CUSTOM rule that asked the external authorizer. */
const CUSTOM_ID = 'istio_ext_authz_shadow_effective_policy_id';

/** What the proxy said of a refusal: the details of the response, or of the connection's end. */
export function denialText(facts: Pick<OutcomeFacts, 'protocol' | 'details' | 'terminationDetails'>): string {
  const text = facts.protocol === 'tcp' ? facts.terminationDetails : facts.details;
  return classOfDetails(text) === 'denied' ? text : UNNAMED_FILTER;
}

/**
 * A refusal by the policies in force or by another filter. `text`: as `denialText` gives it; `verdicts`: null
 * where the source has none. Its `enforced_effective_policy_id` is not asked: an AUDIT policy's may stand there.
 */
export function enforcedDenial(text: string, verdicts: RbacVerdicts | null): Denial {
  return { ...namedBy(text, verdicts), dryRun: false, admittedBy: null };
}

function namedBy(text: string, verdicts: RbacVerdicts | null): Named {
  // The brackets of the ids lie within: the outer ones are the first and the last.
  const id = /^rbac_access_denied_matched_policy\[(.*)\]$/s.exec(text)?.[1];
  if (id === 'none') return { policy: null, rule: null, filter: null };
  const rule = id === undefined ? null : ruleOfId(id);
  if (rule !== null) return rule;
  const filter = text.slice(0, MOST_WORDS);
  const custom = text.startsWith('ext_authz') ? ruleOfId(idOf(verdicts, CUSTOM_ID)) : null;
  return { policy: custom?.policy ?? null, rule: custom?.rule ?? null, filter };
}

/**
 * What the policies on trial would have refused; null = nothing. Each twin speaks for its own kind only (R3), a
 * DENY before an ALLOW; an ALLOW that matched nothing says `denied` without an id (R8).
 */
export function dryRunDenial(verdicts: RbacVerdicts): Denial | null {
  if (verdicts.istio_dry_run_deny_shadow_engine_result === 'denied') {
    const id = idOf(verdicts, 'istio_dry_run_deny_shadow_effective_policy_id');
    const rule = ruleOfId(id) ?? {
      policy: null,
      rule: null,
      filter: id.slice(0, MOST_WORDS) || 'shadow rules',
    };
    return { ...rule, dryRun: true, admittedBy: null };
  }
  if (verdicts.istio_dry_run_allow_shadow_engine_result !== 'denied') return null;
  const admitted = verdicts.enforced_engine_result === 'allowed';
  const admittedBy = admitted ? ruleOfId(idOf(verdicts, 'enforced_effective_policy_id')) : null;
  const nothing = { policy: null, rule: null, filter: null };
  return { ...nothing, dryRun: true, admittedBy: admittedBy?.policy ?? null };
}

function idOf(verdicts: RbacVerdicts | null, key: string): string {
  const id = verdicts?.[key];
  return typeof id === 'string' ? id : '';
}
