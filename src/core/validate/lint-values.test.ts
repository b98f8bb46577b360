import { describe, expect, it } from 'vitest';
import { by, OPERATION, rules, SOURCE, said, TD1, to, ZTUNNEL } from '../../../test/support/lint-policies.ts';
import type { AuthorizationPolicy } from '../model/policy.ts';
import type { LintContext } from './policy-finding.ts';
import { validatePolicy } from './validate-policy.ts';

describe('W4: values that Istio takes and that don’t do as they read', () => {
  it.each<[string, AuthorizationPolicy, string[], LintContext?]>([
    [
      'T6: no slash in front',
      to({ paths: ['{*}'] }),
      [`critical template-aborts-envoy ${OPERATION}.paths[0]`],
    ],
    [
      'T6: text in front',
      to({ paths: ['/ok', 'foo/{*}'] }),
      [`critical template-aborts-envoy ${OPERATION}.paths[1]`],
    ],
    [
      'T6: two slashes in front',
      to({ notPaths: ['//{**}'] }, 'DENY'),
      [`critical template-aborts-envoy ${OPERATION}.notPaths[0]`, 'warning deny-reaches-tcp spec.rules[0]'],
    ],
    [
      'T6: two slashes behind',
      to({ paths: ['/foo/{*}//'] }),
      [`critical template-aborts-envoy ${OPERATION}.paths[0]`],
    ],
    ['T6: one slash behind is well', to({ paths: ['/foo/{*}/'] }), []],
    [
      'T6: ztunnel has no paths',
      to({ paths: ['{*}'] }),
      ['critical ztunnel-drops-rule spec.rules[0]'],
      ZTUNNEL,
    ],
    [
      'T4: a slash after {**}',
      to({ paths: ['/foo/{**}/'] }),
      [`warning template-needs-slash ${OPERATION}.paths[0]`],
    ],
    ['T4: none', to({ paths: ['/foo/{**}'] }), []],
    ['S1: a star inside', to({ paths: ['/a/*/b'] }), [`warning literal-star ${OPERATION}.paths[0]`]],
    [
      'S1: stars at both ends of what is denied',
      by({ principals: ['*web*'] }, 'DENY'),
      [`critical literal-star ${SOURCE}.principals[0]`],
    ],
    [
      'S1: … of what is excepted from an ALLOW',
      to({ notHosts: ['*a*'], ports: ['80'] }),
      [`critical literal-star ${OPERATION}.notHosts[0]`],
    ],
    [
      'S1: … of what is excepted from a DENY',
      to({ ports: ['80'], notMethods: ['*E*'] }, 'DENY'),
      [`warning literal-star ${OPERATION}.notMethods[0]`],
    ],
    ['S1: two stars in front', to({ paths: ['**'] }), [`warning literal-star ${OPERATION}.paths[0]`]],
    ['S1: one at an end, or alone, is well', to({ paths: ['/a*', '*a', '*'] }), []],
    ['S4: namespaces may have them anywhere', by({ namespaces: ['a*b*'] }), []],
    [
      'T10: but not so many',
      by({ namespaces: ['a*'.repeat(500)] }),
      [`critical too-many-stars ${SOURCE}.namespaces[0]`],
    ],
    [
      'S3: spiffe://',
      by({ principals: ['spiffe://td/ns/a/sa/b'] }),
      [`warning spiffe-prefix ${SOURCE}.principals[0]`],
    ],
    [
      'S3: spiffe:// in when',
      rules('DENY', { when: [{ key: 'source.principal', values: ['spiffe://*'] }] }),
      ['critical spiffe-prefix spec.rules[0].when[0].values[0]'],
    ],
    [
      'D3: four parts, the trust domain unknown',
      by({ principals: ['cluster.local/ns/a/*'] }),
      [`warning four-part-principal ${SOURCE}.principals[0]`],
    ],
    [
      'D3: … known to be another',
      by({ principals: ['cluster.local/ns/a/*'] }, 'DENY'),
      [`critical four-part-principal ${SOURCE}.principals[0]`],
      { ...TD1, plane: 'sidecar' },
    ],
    [
      'D3: … known to be this',
      by({ principals: ['cluster.local/ns/a/*'] }),
      [],
      { mesh: { trustDomain: 'cluster.local' } },
    ],
    [
      'D3: … with an alias',
      by({ principals: ['td1/ns/a/*'] }),
      [`warning four-part-principal ${SOURCE}.principals[0]`],
      { mesh: { trustDomain: 'td1', aliases: ['old'] } },
    ],
    ['D3: five parts are well', by({ principals: ['cluster.local/ns/a/sa/*'] }), []],
    [
      'Z4: cluster.local on ztunnel in another domain',
      by({ principals: ['cluster.local/ns/a/sa/b'] }),
      [`warning cluster-local-on-ztunnel ${SOURCE}.principals[0]`],
      { ...TD1, ...ZTUNNEL },
    ],
    [
      'Z4: a note where the plane isn’t known',
      by({ principals: ['cluster.local/ns/a/sa/b'] }),
      [`info cluster-local-on-ztunnel ${SOURCE}.principals[0]`],
      TD1,
    ],
    ['Z4: not where the domain is it', by({ principals: ['cluster.local/ns/a/sa/b'] }), [], ZTUNNEL],
    [
      'H1: a gRPC path in methods',
      to({ methods: ['/pkg.Service/Get'] }),
      [`warning grpc-path-in-methods ${OPERATION}.methods[0]`],
    ],
    [
      'S8: a method in lower case',
      to({ methods: ['GET', 'post'] }),
      [`warning lower-case-method ${OPERATION}.methods[1]`],
    ],
    [
      'S14: an SNI with capitals',
      rules('ALLOW', { when: [{ key: 'connection.sni', notValues: ['A.com'] }] }),
      ['critical upper-case-sni spec.rules[0].when[0].notValues[0]'],
    ],
    [
      'S7: a host without its twin, denied',
      to({ hosts: ['a.com'], ports: ['80'] }, 'DENY'),
      [`critical host-without-port ${OPERATION}.hosts[0]`],
    ],
    ['S7: … allowed', to({ hosts: ['*.a.com'] }), [`info host-without-port ${OPERATION}.hosts[0]`]],
    ['S7: with it', to({ hosts: ['a.com', 'A.com:*', 'b.com:80', 'c*', '*'] }), []],
    ['S9: a query', to({ paths: ['/a?x=1'] }), [`warning query-in-path ${OPERATION}.paths[0]`]],
    [
      'S9: a query excepted from an ALLOW',
      to({ ports: ['80'], notPaths: ['/a?*'] }),
      [`critical query-in-path ${OPERATION}.notPaths[0]`],
    ],
    [
      'S9: no slash in front',
      to({ paths: ['a', 'b*'] }),
      [`warning path-without-slash ${OPERATION}.paths[0]`],
    ],
    ['N1: dot segments', to({ paths: ['/a/../b'] }), [`warning path-never-normal ${OPERATION}.paths[0]`]],
    [
      'N1: an unreserved escape',
      to({ paths: ['/%41/{*}'] }),
      [`warning path-never-normal ${OPERATION}.paths[0]`],
    ],
    ['N1: raw bytes', to({ paths: ['/a b'] }), [`warning path-never-normal ${OPERATION}.paths[0]`]],
    ['N1: nothing with NONE', to({ paths: ['/a/../%41\\'] }), [], { mesh: { pathNormalization: 'NONE' } }],
    ['N4: // is itself in BASE', to({ paths: ['/a//b'] }), []],
    [
      'N4: // is merged',
      to({ paths: ['/a//b', '/%2F'] }),
      [`warning path-never-normal ${OPERATION}.paths[0]`],
      { mesh: { pathNormalization: 'MERGE_SLASHES' } },
    ],
    [
      'N4: %2f is decoded',
      to({ paths: ['/%2f'] }),
      [`warning path-never-normal ${OPERATION}.paths[0]`],
      { mesh: { pathNormalization: 'DECODE_AND_MERGE_SLASHES' } },
    ],
    [
      'S12: an IPv4 block as IPv6',
      by({ ipBlocks: ['::ffff:10.0.0.0/104'] }),
      [`warning mapped-ip-block ${SOURCE}.ipBlocks[0]`],
    ],
    [
      'S12: in hexadecimal',
      by({ ipBlocks: ['::ffff:a00:1', 'fe80::1'] }),
      [`warning mapped-ip-block ${SOURCE}.ipBlocks[0]`],
    ],
    [
      'S12: the client’s address',
      by({ remoteIpBlocks: ['10.0.0.0/8'] }),
      [`info forwarded-address ${SOURCE}.remoteIpBlocks[0]`],
    ],
  ])('%s', (_title, one, expected, context) => {
    expect(validatePolicy(one)).toEqual([]);
    expect(said(one, context)).toEqual(expected);
  });
});
