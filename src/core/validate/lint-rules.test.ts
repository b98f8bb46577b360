import { describe, expect, it } from 'vitest';
import { by, policy, rules, SOURCE, said, to, ZTUNNEL } from '../../../test/support/lint-policies.ts';
import type { AuthorizationPolicy } from '../model/policy.ts';
import type { LintContext } from './policy-finding.ts';
import { validatePolicy } from './validate-policy.ts';

describe('rules that don’t do as they read', () => {
  const web = { from: [{ source: { principals: ['td/ns/a/sa/web'] } }] };
  const header = { key: 'request.headers[x]', values: ['y'] };
  it.each<[string, AuthorizationPolicy, string[], LintContext?]>([
    [
      'F5: from: []',
      rules('ALLOW', { from: [], to: [{ operation: { ports: ['80'] } }] }),
      ['critical empty-list-is-any spec.rules[0].from'],
    ],
    [
      'F5: to: [] of a DENY',
      rules('DENY', { ...web, to: [] }),
      ['warning empty-list-is-any spec.rules[0].to'],
    ],
    [
      'F5: an empty field',
      by({ principals: ['a'], namespaces: [] }),
      [`warning empty-list-is-any ${SOURCE}.namespaces`],
    ],
    [
      'M1: an ALLOW that only says who not',
      by({ notPrincipals: ['td/ns/a/sa/web'] }),
      [`warning allows-anonymous ${SOURCE}`],
    ],
    [
      'M1: … by condition',
      rules('ALLOW', { when: [{ key: 'source.namespace', notValues: ['a'] }] }),
      ['warning allows-anonymous spec.rules[0].when[0]'],
    ],
    ['M1: with who is meant', by({ notNamespaces: ['a'], principals: ['*'] }), []],
    [
      'M1: with who is meant in a condition',
      rules('ALLOW', {
        from: [{ source: { notNamespaces: ['a'] } }],
        when: [{ key: 'source.principal', values: ['*'] }],
      }),
      [],
    ],
    [
      'M1: a DENY of all others',
      by({ notNamespaces: ['a'] }, 'DENY'),
      [`warning denies-anonymous ${SOURCE}`],
    ],
    ['M1: a DENY of plaintext', by({ notPrincipals: ['*'] }, 'DENY'), [`info denies-anonymous ${SOURCE}`]],
    ['X4: a DENY by method', to({ methods: ['GET'] }, 'DENY'), ['warning deny-reaches-tcp spec.rules[0]']],
    [
      'W3: a DENY by header in when',
      rules('DENY', { when: [header] }),
      ['warning deny-reaches-tcp spec.rules[0]'],
    ],
    [
      'X4: a DENY by method and caller',
      rules('DENY', { ...web, to: [{ operation: { methods: ['GET'] } }] }),
      ['warning deny-reaches-tcp spec.rules[0]'],
    ],
    ['X4: with ports', to({ methods: ['GET'], ports: ['80'] }, 'DENY'), []],
    [
      'X4: with a port in when',
      rules('DENY', {
        to: [{ operation: { methods: ['GET'] } }],
        when: [{ key: 'destination.port', values: ['80'] }],
      }),
      [],
    ],
    ['X4: nothing of HTTP', by({ namespaces: ['a'] }, 'DENY'), []],
    [
      'X2: an entry beside HTTP ones',
      rules('ALLOW', { to: [{ operation: { ports: ['80'] } }, { operation: { methods: ['GET'] } }] }),
      ['warning entry-lost-on-tcp spec.rules[0]'],
    ],
    [
      'X2: all of HTTP',
      rules('ALLOW', {
        to: [{ operation: { ports: ['80'], methods: ['PUT'] } }, { operation: { methods: ['GET'] } }],
      }),
      [],
    ],
    [
      'Z1: L7 on ztunnel, all of it',
      to({ methods: ['GET'] }),
      ['critical ztunnel-drops-rule spec.rules[0]'],
      ZTUNNEL,
    ],
    [
      'Z1: … one of two',
      rules('ALLOW', web, { when: [header] }),
      ['warning ztunnel-drops-rule spec.rules[1]'],
      ZTUNNEL,
    ],
    [
      'Z1: what ztunnel knows',
      rules('ALLOW', {
        ...web,
        to: [{ operation: { ports: ['80'] } }],
        when: [{ key: 'source.ip', values: ['10.0.0.1'] }],
      }),
      [],
      ZTUNNEL,
    ],
    [
      'Z2: a DENY by method',
      to({ methods: ['GET'], ports: ['80'] }, 'DENY'),
      ['critical ztunnel-erases-conditions spec.rules[0]'],
      ZTUNNEL,
    ],
    [
      'Z3: trust domains',
      by({ trustDomains: ['td1'], namespaces: ['a'] }),
      [`critical ztunnel-ignores-trust-domains ${SOURCE}`],
      ZTUNNEL,
    ],
    ['rules twice', rules('ALLOW', web, web), ['info duplicate-rule spec.rules[1]']],
    ['V11: AUDIT without rules', policy({ action: 'AUDIT' }), ['warning audits-nothing spec.rules']],
    ['V1: AUDIT', rules('AUDIT', {}), ['info audit-only spec.action']],
    ['V5: an ALLOW of everything', rules('ALLOW', {}), ['info allows-everything spec.rules[0]']],
    ['a DENY of everything', rules('DENY', {}), ['info denies-everything spec.rules[0]']],
    [
      'L5: many rules',
      rules(
        'ALLOW',
        ...Array.from({ length: 101 }, (_, i) => ({ to: [{ operation: { ports: [String(i)] } }] })),
      ),
      ['info large-policy spec.rules'],
    ],
    [
      'L5: many values',
      by({ principals: Array.from({ length: 1001 }, (_, i) => `t/ns/a/sa/${i}`) }),
      ['info large-policy spec.rules'],
    ],
    [
      'L2: more than an annotation holds',
      by({ principals: Array.from({ length: 300 }, (_, i) => `t/ns/a/sa/${i}${'x'.repeat(1000)}`) }),
      ['warning larger-than-annotation spec.rules', 'info large-policy spec.rules'],
    ],
    [
      'L2: more than etcd takes',
      by({ principals: Array.from({ length: 300 }, (_, i) => `t/ns/a/sa/${i}${'x'.repeat(6000)}`) }),
      ['critical larger-than-etcd spec.rules', 'info large-policy spec.rules'],
    ],
  ])('%s', (_title, one, expected, context) => {
    expect(validatePolicy(one)).toEqual([]);
    expect(said(one, context)).toEqual(expected);
  });
});
