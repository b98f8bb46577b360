import { describe, expect, it } from 'vitest';
import { validatePolicy } from './validate-policy.ts';

function policy(spec: unknown, metadata: object = {}): unknown {
  return {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name: 'p', namespace: 'shop', ...metadata },
    spec,
  };
}

const source = (one: object) => policy({ rules: [{ from: [{ source: one }] }] });
const operation = (one: object) => policy({ rules: [{ to: [{ operation: one }] }] });
const when = (key: string, values: readonly unknown[]) => policy({ rules: [{ when: [{ key, values }] }] });

/** `from id path` of each error. */
function said(raw: unknown): string[] {
  return validatePolicy(raw).map(({ from, id, path }) => `${from} ${id} ${path}`);
}

const SOURCE = 'spec.rules[0].from[0].source';
const OPERATION = 'spec.rules[0].to[0].operation';

describe('W1: what is refused, by whom and where', () => {
  it.each<[string, unknown, string[]]>([
    ['no object', 'policy', ['crd not-an-object ', 'webhook not-an-object ']],
    [
      'a version nobody serves',
      { ...(policy({}) as object), apiVersion: 'security.istio.io/v1beta2' },
      ['crd unknown-version apiVersion'],
    ],
    [
      'a misspelt field',
      operation({ path: ['/a'] }),
      [`crd unknown-field ${OPERATION}.path`, `webhook empty-operation ${OPERATION}`],
    ],
    [
      'a number as a port',
      operation({ ports: [80] }),
      [`crd wrong-type ${OPERATION}.ports[0]`, `webhook wrong-type ${OPERATION}.ports[0]`],
    ],
    ['nothing for a field', operation({ ports: ['80'], hosts: null }), [`crd null-value ${OPERATION}.hosts`]],
    ['an empty source', source({}), [`webhook empty-source ${SOURCE}`]],
    ['F5: a source of empty lists', source({ principals: [] }), [`webhook empty-source ${SOURCE}`]],
    ['an empty text', source({ principals: ['a', ''] }), [`webhook empty-value ${SOURCE}.principals[1]`]],
    [
      'S5: accounts beside principals',
      source({ serviceAccounts: ['a'], notPrincipals: ['b'] }),
      [`crd service-accounts-beside ${SOURCE}`, `webhook service-accounts-beside ${SOURCE}`],
    ],
    [
      'S5: an account with a star',
      source({ notServiceAccounts: ['shop/*'] }),
      [`webhook bad-service-account ${SOURCE}.notServiceAccounts[0]`],
    ],
    [
      'S6: two stars',
      source({ trustDomains: ['a*b'] }),
      [`webhook bad-trust-domain ${SOURCE}.trustDomains[0]`],
    ],
    ['S15: an unknown key', when('request.path', ['/a']), ['webhook unknown-key spec.rules[0].when[0].key']],
    ['a condition without values', when('source.ip', []), ['webhook no-values spec.rules[0].when[0]']],
    [
      'W2: CUSTOM by identity',
      policy({
        action: 'CUSTOM',
        provider: { name: 'x' },
        rules: [{ from: [{ source: { namespaces: ['a'] } }] }],
      }),
      [`webhook not-with-custom ${SOURCE}.namespaces`],
    ],
    [
      'W2: CUSTOM by token',
      policy({
        action: 'CUSTOM',
        provider: { name: 'x' },
        rules: [{ when: [{ key: 'request.auth.claims[a]', notValues: ['b'] }] }],
      }),
      ['webhook not-with-custom spec.rules[0].when[0].key'],
    ],
    [
      'CUSTOM without provider',
      policy({ action: 'CUSTOM', rules: [{}] }),
      ['webhook missing-provider spec.provider'],
    ],
    [
      'provider without CUSTOM',
      policy({ action: 'DENY', provider: { name: 'x' }, rules: [{}] }),
      ['webhook provider-without-custom spec.provider'],
    ],
    [
      'DENY with an empty list of rules',
      policy({ action: 'DENY', rules: [] }),
      ['webhook no-rules spec.rules'],
    ],
    [
      'an action in lower case',
      policy({ action: 'deny' }),
      ['crd unknown-action spec.action', 'webhook unknown-action spec.action'],
    ],
    [
      'F1: selector and targetRefs',
      policy({ selector: {}, targetRefs: [{ kind: 'Service', name: 'a' }] }),
      ['crd attached-twice spec', 'webhook attached-twice spec'],
    ],
    [
      'a target of another kind',
      policy({ targetRefs: [{ group: 'apps', kind: 'Deployment', name: 'a' }] }),
      ['webhook unknown-target spec.targetRefs[0]'],
    ],
    [
      'a star in a label',
      policy({ selector: { matchLabels: { 'a.b/c': 'x*' } } }),
      ['crd', 'webhook'].map((from) => `${from} star-in-label spec.selector.matchLabels["a.b/c"]`),
    ],
    [
      'R1: dry-run of AUDIT',
      policy({ action: 'AUDIT' }, { annotations: { 'istio.io/dry-run': 'true' } }),
      ['webhook bad-dry-run metadata.annotations["istio.io/dry-run"]'],
    ],
    [
      'R10: a dry-run value of YAML',
      policy({}, { annotations: { 'istio.io/dry-run': 'yes' } }),
      ['webhook bad-dry-run metadata.annotations["istio.io/dry-run"]'],
    ],
    ['L1: a name with capitals', policy({}, { name: 'Cart_1' }), ['crd bad-name metadata.name']],
    ['L1: no name', policy({}, { name: undefined }), ['crd missing-field metadata.name']],
    [
      'an annotation that is no text',
      policy({}, { annotations: { a: true } }),
      ['crd wrong-type metadata.annotations.a'],
    ],
    [
      'L2: more than any request may have',
      source({ principals: new Array(70_000).fill('cluster.local/ns/shop/sa/a-service-account-name') }),
      ['crd too-large '],
    ],
  ])('%s', (_title, raw, errors) => {
    expect(said(raw)).toEqual(errors);
  });

  it('says what to write instead', () => {
    expect(validatePolicy(operation({ not_paths: ['/a'] }))[0]?.message).toContain('`notPaths`');
    expect(validatePolicy(operation({ ports: [80] }))[0]?.message).toContain('"80"');
    expect(validatePolicy(when('Source.IP', ['10.0.0.1']))[0]?.message).toContain('source.ip');
  });

  it('reads as istiod does: nulls, snake case, numbers for actions (W5)', () => {
    const webhook = (raw: unknown) => said(raw).filter((text) => text.startsWith('webhook'));
    expect(
      webhook(policy({ action: 1, rules: [{ to: [{ operation: { not_paths: ['/a'], hosts: null } }] }] })),
    ).toEqual([]);
    expect(webhook(policy({ selector: {}, target_ref: { kind: 'Service', name: 'a' } }))).toEqual([]);
    expect(webhook(policy({ action: 1 }))).toEqual(['webhook no-rules spec.rules']);
    expect(webhook(operation({ not_paths: [''] }))).toEqual([`webhook empty-value ${OPERATION}.notPaths[0]`]);
    // A field has two names and no third, and of both the JSON one counts.
    expect(webhook(operation({ not_Paths: [''], paths: ['/a'] }))).toEqual([]);
    expect(
      webhook(source({ Remote_ip_blocks: ['x'], notRemote_ip_blocks: ['x'], principals: ['*'] })),
    ).toEqual([]);
    expect(webhook(operation({ not_paths: [''], notPaths: ['/a'] }))).toEqual([]);
  });
});

describe('S12: addresses as Go’s netip reads them', () => {
  it.each([
    '0.0.0.0/0',
    '255.255.255.255',
    '10.0.0.1/8',
    '::',
    '::1/0',
    '1::',
    'fe80::1%eth0',
    '::ffff:1.2.3.4/128',
    '1:2:3:4:5:6:1.2.3.4',
    '1:2:3:4:5:6:7::',
    'ABCD::EF01',
  ])('takes %s', (text) => {
    expect(said(source({ ipBlocks: [text] }))).toEqual([]);
  });

  it.each([
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.04',
    '256.0.0.1',
    '1.2.3.4/33',
    '1.2.3.4/',
    '1.2.3.4/+8',
    '/8',
    '1.2.3.4/8/8',
    '::1%',
    '::1%x/64',
    '1::2::3',
    '1:2:3:4:5:6:7:8::',
    '12345::',
    ':1',
    '1:',
    '::1.2.3',
    '1.2.3.4::1',
    '::/129',
    '[::1]',
    '1.2.3.4:80',
    '１.2.3.4',
    '0x7f.0.0.1',
    '1.2.3.4 ',
  ])('refuses %s', (text) => {
    expect(said(source({ notRemoteIpBlocks: [text] }))).toEqual([
      `webhook bad-ip ${SOURCE}.notRemoteIpBlocks[0]`,
    ]);
  });
});

describe('S11: ports', () => {
  it.each(['0', '65535', '0000000000000080'])('takes %s', (text) => {
    expect(said(operation({ ports: [text] }))).toEqual([]);
  });

  it.each(['65536', '-1', '+1', '1e3', '0x50', '80 ', '80-90', '٨٠', '99999999999999999999'])(
    'refuses %s',
    (text) => {
      expect(said(when('destination.port', [text]))).toEqual([
        'webhook bad-port spec.rules[0].when[0].values[0]',
      ]);
    },
  );
});

describe('T5, T6: path templates', () => {
  it.each([
    '/a/{*}',
    '/{**}',
    '/{*}/{*}/{**}/x',
    '/a/{*}/',
    'a/{*}',
    '{*}',
    '//{*}',
    '/{*}//',
    "/~a:@!$&'()+,;=._-%41/{*}",
    '/a*b',
    '/a[1]',
    '/ä',
    '//',
  ])('takes %s', (text) => {
    expect(said(operation({ paths: [text] }))).toEqual([]);
  });

  it.each([
    '/{**}/{*}',
    '/{**}/{**}',
    '/{*}x',
    '/a/{b}',
    '/{',
    '/}',
    '/a{*}',
    '/{*}/b*',
    '/{*}//x',
    '/{*}/a b',
    '/{*}/ä',
    '/{*}/[a]',
    '/{*}?x',
    '/{***}',
    '/{*}{*}',
  ])('refuses %s', (text) => {
    expect(said(operation({ notPaths: ['/ok', text] }))).toEqual([
      `webhook bad-path ${OPERATION}.notPaths[1]`,
    ]);
  });
});

it('judges long values in time that grows with them', () => {
  const slashes = `${'/'.repeat(200_000)}x`;
  expect(said(operation({ paths: [slashes, `${slashes}{`] }))).toEqual([
    `webhook bad-path ${OPERATION}.paths[1]`,
  ]);
});
