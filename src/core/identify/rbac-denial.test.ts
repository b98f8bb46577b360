import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { denialText, dryRunDenial, enforcedDenial } from './rbac-denial.ts';

const RBAC = 'rbac_access_denied_matched_policy';
const CUSTOM_ID = 'istio_ext_authz_shadow_effective_policy_id';

/** `shop/web rule 0`, `none`, or the words of another filter. */
function named(text: string, verdicts: Record<string, string> | null = null): string {
  const { policy, rule, filter } = enforcedDenial(text, verdicts);
  const by = policy === null ? '' : `${policy} rule ${rule}`;
  return [by, filter].filter(Boolean).join(' ') || 'none';
}

describe('what a refusal names', () => {
  it.each([
    [`${RBAC}[none]`, 'none'],
    [`${RBAC}[ns[shop]-policy[no-admin]-rule[0]]`, 'shop/no-admin rule 0'],
    [`${RBAC}[ns[shop]-policy[a.b-c.d]-rule[511]]`, 'shop/a.b-c.d rule 511'],
    [`${RBAC}[ns[ns]-policy[policy]-rule[1]]`, 'ns/policy rule 1'],
    [`${RBAC}[ns[a-policy]-policy[rule-ns]-rule[10]]`, 'a-policy/rule-ns rule 10'],
    ['jwt_authn_access_denied{Jwt_is_missing}', 'jwt_authn_access_denied{Jwt_is_missing}'],
    ['ext_authz_denied', 'ext_authz_denied'],
    ['ext_authz_error', 'ext_authz_error'],
    ['UAEX', 'UAEX'],
  ])('L1, 5.17: %s is %s', (text, expected) => {
    expect(named(text)).toBe(expected);
  });

  it.each([
    ['before 1.30', 'istio-ext-authz-ns[shop]-policy[ask]-rule[3]'],
    ['since 1.30, with its provider', 'istio-ext-authz-my-authz-ns[shop]-policy[ask]-rule[3]'],
    ['a provider whose name looks like an id', 'istio-ext-authz-rule[1]-ns[shop]-policy[ask]-rule[3]'],
  ])('X5: a CUSTOM policy of an unknown provider denies, %s', (_, id) => {
    const suffix = 'deny-due-to-bad-CUSTOM-action';
    expect(named(`${RBAC}[${id}-${suffix}]`)).toBe(`shop/ask rule 3 ${suffix}`);
    expect(named(`${RBAC}[${id}]`)).toBe('shop/ask rule 3 istio-ext-authz');
  });

  it('names the CUSTOM rule that asked an external authorizer, and an AUDIT rule never (R7)', () => {
    const custom = { [CUSTOM_ID]: 'istio-ext-authz-opa-ns[shop]-policy[ask]-rule[0]' };
    const audit = { enforced_effective_policy_id: 'ns[shop]-policy[audit]-rule[0]' };
    expect(named('ext_authz_denied', custom)).toBe('shop/ask rule 0 ext_authz_denied');
    expect(named('jwt_authn_access_denied{x}', custom)).toBe('jwt_authn_access_denied{x}');
    expect(named(`${RBAC}[none]`, { ...audit, enforced_engine_result: 'denied' })).toBe('none');
  });

  it.each([
    ['an RBAC filter that isn’t Istio’s', `${RBAC}[my-rule]`],
    ['an older CUSTOM', `${RBAC}[default-deny-all-due-to-bad-CUSTOM-action]`],
    ['an old proxy that names nothing', 'rbac_access_denied'],
    ['no number', `${RBAC}[ns[a]-policy[b]-rule[x]]`],
    ['a bracket too many', `${RBAC}[ns[a]]-policy[b]-rule[0]]`],
    ['no closing bracket', `${RBAC}[ns[a]-policy[b]-rule[0]`],
    ['an empty name', `${RBAC}[ns[]-policy[b]-rule[0]]`],
    ['nothing', `${RBAC}[]`],
  ])('shows as it is what no id of Istio says: %s', (_, text) => {
    expect(named(text)).toBe(text);
  });

  it('reads back every id that Istio can give', () => {
    const name = fc.stringMatching(/^[a-z0-9]([-a-z0-9.]{0,20}[a-z0-9])?$/);
    fc.assert(
      fc.property(name, name, fc.nat({ max: 511 }), (ns, policy, rule) => {
        const denial = enforcedDenial(`${RBAC}[ns[${ns}]-policy[${policy}]-rule[${rule}]]`, null);
        expect(denial).toEqual({
          ...{ policy: `${ns}/${policy}`, rule, filter: null },
          ...{ dryRun: false, admittedBy: null },
        });
      }),
    );
  });

  it('cuts what is longer than any filter’s words', () => {
    expect(named(`ext_authz_denied${'x'.repeat(5000)}`)).toHaveLength(200);
  });

  it('is the response’s details, of a connection those of its end, else the flag', () => {
    const facts = { details: `${RBAC}[none]`, terminationDetails: 'ext_authz_denied' };
    expect(denialText({ protocol: 'http', ...facts })).toBe(`${RBAC}[none]`);
    expect(denialText({ protocol: 'tcp', ...facts })).toBe('ext_authz_denied');
    expect(denialText({ protocol: 'http', ...facts, details: 'via_upstream' })).toBe('UAEX');
  });
});

describe('what policies on trial would refuse', () => {
  const result = (kind: 'allow' | 'deny', value: string) => ({
    [`istio_dry_run_${kind}_shadow_engine_result`]: value,
  });
  const id = (kind: 'allow' | 'deny', value: string) => ({
    [`istio_dry_run_${kind}_shadow_effective_policy_id`]: `ns[shop]-policy[${value}]-rule[1]`,
  });
  const enforced = { enforced_engine_result: 'allowed', ...{} };
  const by = { enforced_effective_policy_id: 'ns[shop]-policy[now]-rule[0]' };

  it.each<[string, Record<string, string>, string | null]>([
    ['nothing on trial', enforced, null],
    ['an ALLOW that matched', { ...result('allow', 'allowed'), ...id('allow', 'try') }, null],
    ['a DENY that did not', result('deny', 'allowed'), null],
    ['R8: an ALLOW that matched nothing', result('allow', 'denied'), 'none'],
    ['R8: a DENY that matched', { ...result('deny', 'denied'), ...id('deny', 'no') }, 'shop/no rule 1'],
    [
      'R3: both twins: the DENY goes first',
      { ...result('allow', 'denied'), ...result('deny', 'denied'), ...id('deny', 'no') },
      'shop/no rule 1',
    ],
    [
      'a DENY whose twin allows',
      { ...result('allow', 'allowed'), ...result('deny', 'denied'), ...id('deny', 'no') },
      'shop/no rule 1',
    ],
    [
      'an enforced ALLOW that let it in',
      { ...result('allow', 'denied'), ...enforced, ...by },
      'none but shop/now',
    ],
    ['allowed since nothing is enforced', { ...result('allow', 'denied'), ...enforced }, 'none'],
    [
      'R7: an AUDIT rule’s id beside a refusal',
      { ...result('allow', 'denied'), ...by, enforced_engine_result: 'denied' },
      'none',
    ],
  ])('%s', (_, verdicts, expected) => {
    const denial = dryRunDenial(verdicts);
    const text = denial && (denial.policy === null ? 'none' : `${denial.policy} rule ${denial.rule}`);
    const but = denial?.admittedBy ? ` but ${denial.admittedBy}` : '';
    expect(text && text + but).toBe(expected);
    expect(denial?.dryRun ?? true).toBe(true);
  });

  it('takes nothing from verdicts that are no texts', () => {
    const odd = { istio_dry_run_deny_shadow_engine_result: 'denied', ...id('deny', 'x') };
    const key = 'istio_dry_run_deny_shadow_effective_policy_id';
    expect(dryRunDenial({ ...odd, [key]: 7 })).toMatchObject({ policy: null, rule: null });
    expect(dryRunDenial({ istio_dry_run_allow_shadow_engine_result: true })).toBeNull();
  });
});
