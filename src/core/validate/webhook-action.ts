import type { DecodedRule, DecodedSpec } from './decode-spec.ts';
import { type Complaint, complaint } from './policy-error.ts';
import { notTwin } from './policy-shape.ts';

/** W2: what an external authorizer's rules can't ask for. */
const NOT_WITH_CUSTOM = ['namespaces', 'serviceAccounts', 'trustDomains', 'principals', 'requestPrincipals'];
const KEYS_NOT_WITH_CUSTOM = [
  'source.namespace',
  'source.serviceAccount',
  'source.trustDomain',
  'source.principal',
];

/** W1, W2: what the action asks of the rest. */
export function actionComplaints(spec: DecodedSpec): Complaint[] {
  const { action = 'ALLOW', provider, rules } = spec;
  if (action === 'CUSTOM') return customComplaints(spec);
  const found: Complaint[] = [];
  if (provider !== undefined) {
    const why = `\`provider\` belongs to CUSTOM only, not to ${action ?? 'this action'}: remove it.`;
    found.push(complaint('provider-without-custom', 'spec.provider', why));
  }
  if (action === 'DENY' && rules === undefined) found.push(withoutRules('DENY'));
  return found;
}

function customComplaints({ provider, rules }: DecodedSpec): Complaint[] {
  if (rules === undefined) return [withoutRules('CUSTOM')];
  const found = rules.flatMap((rule, index) => notWithCustom(rule, `spec.rules[${index}]`));
  if (!provider?.name) {
    const why =
      'CUSTOM asks an external authorizer: name it in `provider.name`, as the mesh configuration does.';
    found.push(complaint('missing-provider', 'spec.provider', why));
  }
  return found;
}

function withoutRules(action: string): Complaint {
  const why = `${action} without rules does nothing: write \`rules: [{}]\` for every call, or delete it.`;
  return complaint('no-rules', 'spec.rules', why);
}

function notWithCustom({ from = [], when = [] }: DecodedRule, path: string): Complaint[] {
  const why =
    'CUSTOM knows no callers: its rules ask for addresses and for what is called, the authorizer for who.';
  return [
    ...from.flatMap(({ source = {} }, at) =>
      NOT_WITH_CUSTOM.flatMap((field) => [field, notTwin(field)])
        .filter((field) => source[field] !== undefined)
        .map((field) => complaint('not-with-custom', `${path}.from[${at}].source.${field}`, why)),
    ),
    ...when.flatMap(({ key = '' }, at) =>
      KEYS_NOT_WITH_CUSTOM.includes(key) || key.startsWith('request.auth.')
        ? [complaint('not-with-custom', `${path}.when[${at}].key`, why)]
        : [],
    ),
  ];
}
