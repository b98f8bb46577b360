import type { Severity } from '../model/finding.ts';
import type { Rule } from '../model/policy.ts';
import { fieldsOf } from './http-only.ts';
import type { PolicyFinding } from './policy-finding.ts';
import type { PolicyLint } from './value-lint.ts';

/** Z1: all that ztunnel can ask for. */
const KEYS = ['source.ip', 'source.namespace', 'source.principal', 'destination.ip', 'destination.port'];
const FIELDS = ['principals', 'namespaces', 'serviceAccounts', 'ipBlocks', 'ports', 'trustDomains'];

/** Z1–Z3. Where the plane isn't known this is a note: with a sidecar or a waypoint all is as it reads. */
export const lintAmbient: PolicyLint = ({ spec }, { plane }) => {
  const { action = 'ALLOW', rules = [], targetRefs } = spec;
  if (targetRefs?.length || (plane !== undefined && plane !== 'ztunnel')) return [];
  const wide = rules.flatMap(trustDomainPaths);
  const l7 = rules.map((rule, index) => ({ rule, index })).filter(({ rule }) => hasL7(rule));
  return [
    ...(wide.length > 0 ? [forgotten(wide, plane === 'ztunnel')] : []),
    ...(l7.length > 0 && action === 'ALLOW'
      ? [
          dropped(
            l7.map(({ index }) => index),
            rules.length,
            plane === 'ztunnel',
          ),
        ]
      : []),
    ...(l7.length > 0 && action === 'DENY' ? [erased(l7, plane === 'ztunnel')] : []),
  ];
};

function hasL7({ from = [], to = [], when = [] }: Rule): boolean {
  const unknown = (fields: readonly string[]) => fields.some((field) => !FIELDS.includes(field));
  return (
    from.some(({ source }) => unknown(fieldsOf(source))) ||
    to.some(({ operation }) => unknown(fieldsOf(operation))) ||
    when.some(({ key }) => !KEYS.includes(key))
  );
}

/** Z1 */
function dropped(indexes: readonly number[], count: number, sure: boolean): PolicyFinding {
  const all = indexes.length === count;
  return finding(
    'ztunnel-drops-rule',
    sure ? (all ? 'critical' : 'warning') : 'info',
    `spec.rules[${indexes[0]}]`,
    sure,
    all ? 'this policy denies everything' : `${indexes.length} of ${count} rules are dropped`,
    'ztunnel knows identities, addresses and ports only, and drops an ALLOW rule that asks for ' +
      `more${all ? '; with none left everything is refused' : ''}.`,
  );
}

/** Z2 */
function erased(rules: readonly { rule: Rule; index: number }[], sure: boolean): PolicyFinding {
  return finding(
    'ztunnel-erases-conditions',
    sure ? 'critical' : 'info',
    `spec.rules[${rules[0]?.index}]`,
    sure,
    'this DENY does something else',
    'ztunnel erases what it doesn’t know: an entry with nothing left never matches, one with ports or ' +
      'callers left denies more than it says.',
  );
}

function trustDomainPaths({ from = [] }: Rule, index: number): string[] {
  return from
    .map(({ source }, at) => ({ fields: fieldsOf(source), path: `spec.rules[${index}].from[${at}].source` }))
    .filter(({ fields }) => fields.includes('trustDomains'))
    .map(({ path }) => path);
}

/** Z3 */
function forgotten(paths: readonly string[], sure: boolean): PolicyFinding {
  return finding(
    'ztunnel-ignores-trust-domains',
    sure ? 'critical' : 'info',
    paths[0] ?? 'spec',
    sure,
    'the trust domains are not looked at',
    'ztunnel is never told of `trustDomains`: alone they match nobody, beside other fields the grant is ' +
      'wider than it says.',
  );
}

function finding(
  id: string,
  severity: Severity,
  path: string,
  sure: boolean,
  what: string,
  why: string,
): PolicyFinding {
  return {
    id,
    severity,
    title: `${sure ? 'On ztunnel' : 'If the workload is in ambient mode without a waypoint,'} ${what}`,
    why,
    whatToDo:
      'For ambient, say such things in a policy with `targetRefs` for the waypoint, and here only who ' +
      'and which ports.',
    path,
  };
}
