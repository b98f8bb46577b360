import { decodeSpec } from './decode-spec.ts';
import type { Complaint } from './policy-error.ts';
import { isRecord } from './value-words.ts';
import { actionComplaints } from './webhook-action.ts';
import { attachmentComplaints } from './webhook-attachment.ts';
import { annotationComplaints } from './webhook-metadata.ts';
import { webhookRuleComplaints } from './webhook-rule.ts';

/** What Istio's validating webhook has against an AuthorizationPolicy (W1, W2), of any version. */
export function webhookComplaints(policy: Readonly<Record<string, unknown>>): readonly Complaint[] {
  const spec = decodeSpec(policy.spec);
  if ('complaints' in spec) return spec.complaints;
  const { action = 'ALLOW', rules = [] } = spec;
  const annotations = isRecord(policy.metadata) ? policy.metadata.annotations : undefined;
  return [
    ...annotationComplaints(annotations, action),
    ...attachmentComplaints(spec),
    ...actionComplaints(spec),
    ...rules.flatMap((rule, index) => webhookRuleComplaints(rule, `spec.rules[${index}]`)),
  ];
}
