import { parse } from 'yaml';
import type { AuthorizationPolicy } from '../../../src/core/model/policy.ts';
import { lintPolicies } from '../../../src/core/validate/lint-policies.ts';
import { lintPolicy } from '../../../src/core/validate/lint-policy.ts';
import type { PolicyFinding } from '../../../src/core/validate/policy-finding.ts';
import { policyOf } from '../../../src/core/validate/policy-of.ts';
import { validatePolicy } from '../../../src/core/validate/validate-policy.ts';
import { LINT_LISTS } from './closed-lists.ts';
import { LINT_EXAMPLES, type LintExample } from './lint-examples.ts';
import { listSection } from './reasons-reference.ts';

/** docs/lint.md: what the program says of each example, and the lists of what it refuses. */
export function lintReference(): string {
  return [
    '# What lint says\n',
    '<!-- Made by `npm run docs` from src/core/validate, src/kube and test/support/docs/lint-examples.ts. -->\n',
    '`leastpath lint` reads policies as the API server and Istio would, and then as the proxies do. `--output json`',
    'gives the ids below; the sentences may change.\n',
    '## Findings\n',
    'Policies that Istio takes, and that do not do what they seem to. They never set the exit code, but for',
    '`duplicate-name`. The severity is that of the example; the same value where it excludes or denies may weigh more:',
    'a hole is critical, an outage a warning. Each example is for one workload; `source`, `operation` and `when` stand',
    'for a rule with just that, of an ALLOW policy unless it says DENY.\n',
    '| id | | for example | |',
    '|---|---|---|---|',
    ...Object.entries(LINT_EXAMPLES).map(([id, example]) => row(id, example)),
    '',
    ...LINT_LISTS.map(listSection),
  ].join('\n');
}

function row(id: string, example: LintExample): string {
  const { severity, title } = findingOf(id, example);
  const policies = example.specs.map((spec) => `\`${spec.replaceAll('|', '\\|')}\``);
  const shown = example.instead ?? `${policies.join(' and ')}${aside(example)}`;
  return `| \`${id}\` | ${severity} | ${shown} | ${title}. |`;
}

function aside({ context, dryRun, specs }: LintExample): string {
  if (context?.mesh?.trustDomain) return ` in the mesh ${context.mesh.trustDomain}`;
  if (dryRun) return ', both in dry-run';
  return specs.length > 1 ? ', both named `p`' : '';
}

/** Throws where Istio refuses the example, or nothing is found in it: the page would not be true. */
function findingOf(id: string, { specs, context, dryRun }: LintExample): PolicyFinding {
  const policies = specs.map((spec, index) => policy(spec, dryRun ? `p${index}` : 'p', dryRun ?? false));
  const last = policies.at(-1);
  const alone = last === undefined ? [] : lintPolicy(last, context);
  const found = [...alone, ...lintPolicies(policies)].find((one) => one.id === id);
  if (found === undefined) throw new Error(`lint-examples.ts: nothing about ${id} in ${specs.join(' and ')}`);
  return found;
}

function policy(spec: string, name: string, dryRun: boolean): AuthorizationPolicy {
  const { source, operation, when, ...rest } = parse(`{${spec}}`);
  const rule = {
    ...(source && { from: [{ source }] }),
    ...(operation && { to: [{ operation }] }),
    ...(when && { when }),
  };
  const raw = {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name, ...(dryRun && { annotations: { 'istio.io/dry-run': 'true' } }) },
    spec: {
      ...(!rest.targetRefs && { selector: { matchLabels: { app: 'cart' } } }),
      ...rest,
      ...(Object.keys(rule).length > 0 && { rules: [rule] }),
    },
  };
  const [refused] = validatePolicy(raw);
  if (refused !== undefined)
    throw new Error(`lint-examples.ts: ${spec}: ${refused.path}: ${refused.message}`);
  return policyOf(raw, 'shop');
}
