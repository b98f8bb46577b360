import { describe, expect, it } from 'vitest';
import { type OperationSpec, operationOf } from '../../../test/golden/recommend/operation-of.ts';
import type { Detail } from '../model/flow.ts';
import { OVERFLOW_PRINCIPAL } from '../model/operation.ts';
import type { Workload } from '../model/workload.ts';
import { draftOf } from './draft.ts';
import { recommend } from './recommend.ts';
import type { Selector } from './selector.ts';
import { selectorOf } from './selector.ts';

const workload: Workload = {
  key: { cluster: 'Kubernetes', namespace: 'shop', name: 'cart' },
  plane: 'sidecar',
  labels: { app: 'cart' },
  firstRecord: 0,
  lastRecord: 0,
  rollouts: [],
  inputs: ['als'],
};
const selector: Selector = { kind: 'known', matchLabels: { app: 'cart' }, verified: true, findings: [] };
const web = 'cluster.local/ns/shop/sa/web';
const pay = 'cluster.local/ns/shop/sa/pay';

function recommended(specs: readonly OperationSpec[], detail: Detail = 'callers', change: object = {}) {
  return recommend({ workload, selector, operations: specs.map(operationOf), detail, ...change });
}

function rulesOf(specs: readonly OperationSpec[], detail: Detail) {
  const { policy, withheld } = recommended(specs, detail);
  expect(withheld).toBeNull();
  return policy?.spec.rules.map(({ from = [], to = [] }) => [
    from.flatMap(({ source }) => source.principals?.map((one) => one.split('/').at(-1))),
    ...to.map(({ operation }) => operation),
  ]);
}

describe('recommend', () => {
  it('O2, Y8: makes one policy for one workload, in its namespace', () => {
    const { policy, withheld, findings } = recommended([{ from: web }]);
    expect(policy).toEqual({
      apiVersion: 'security.istio.io/v1',
      kind: 'AuthorizationPolicy',
      metadata: { name: 'leastpath-cart', namespace: 'shop', labels: { 'leastpath.dev/workload': 'cart' } },
      spec: {
        selector: { matchLabels: { app: 'cart' } },
        action: 'ALLOW',
        rules: [{ from: [{ source: { principals: [web] } }], to: [{ operation: { ports: ['8080'] } }] }],
      },
    });
    expect(withheld).toBeNull();
    expect(findings).toEqual([]);
  });

  it('L4: groups callers that may do the same, and only those', () => {
    const specs = [
      { from: web, path: '/a' },
      { from: pay, path: '/a' },
      { from: pay, method: 'PUT', path: '/a' },
      { from: 'td2/ns/shop/sa/web', path: '/a' },
    ];
    expect(rulesOf(specs, 'callers')).toEqual([[['pay', 'web', 'web'], { ports: ['8080'] }]]);
    expect(rulesOf(specs, 'methods')).toEqual([
      [['pay'], { ports: ['8080'], methods: ['GET', 'PUT'] }],
      [['web', 'web'], { ports: ['8080'], methods: ['GET'] }],
    ]);
  });

  it('X2: keeps TCP ports and HTTP fields in different rules', () => {
    const specs = [
      { from: web, path: '/a' },
      { from: web, port: 5432, tcp: true },
    ];
    expect(rulesOf(specs, 'callers')).toEqual([[['web'], { ports: ['5432', '8080'] }]]);
    expect(rulesOf(specs, 'paths')).toEqual([
      [['web'], { ports: ['5432'] }],
      [['web'], { ports: ['8080'], methods: ['GET'], paths: ['/a'] }],
    ]);
  });

  it('grants a port as a whole where both TCP and HTTP were seen on it, and says so', () => {
    const specs = [
      { from: web, path: '/a' },
      { from: web, tcp: true },
      { from: pay, path: '/a' },
    ];
    expect(rulesOf(specs, 'paths')).toEqual([
      [['pay'], { ports: ['8080'], methods: ['GET'], paths: ['/a'] }],
      [['web'], { ports: ['8080'] }],
    ]);
    const { findings, evidence } = recommended(specs, 'paths');
    expect(findings).toMatchObject([{ id: 'port-also-tcp', rows: [`${web} → shop/cart:8080 GET /a`] }]);
    expect(evidence[1]?.edges).toHaveLength(2);
  });

  it('keeps a literal beside the template that contains it (T9)', () => {
    const specs = [
      { from: web, path: '/users/me' },
      { from: web, path: '/users/{*}', literals: ['/users/1'] },
    ];
    expect(rulesOf(specs, 'paths')).toEqual([
      [['web'], { ports: ['8080'], methods: ['GET'], paths: ['/users/me', '/users/{*}'] }],
    ]);
  });

  it('names the evidence behind each rule', () => {
    const specs = [
      { from: web },
      { from: web, path: '/b' },
      { from: pay, method: 'PUT' },
      { from: 'plaintext' },
    ];
    const { evidence } = recommended(specs, 'methods');
    expect(evidence.map(({ rule, edges }) => [rule, edges.map(({ seqs }) => seqs)])).toEqual([
      [0, [[2]]],
      [1, [[0, 1]]],
    ]);
  });

  it.each<[string, OperationSpec[], Detail, object, string, string | null]>([
    ['nothing', [], 'callers', {}, 'no-evidence', null],
    ['only failures', [{ from: web, ok: 0, denied: 3 }], 'callers', {}, 'no-evidence', null],
    ['only anonymous callers', [{ from: 'plaintext' }], 'callers', {}, 'no-verified-caller', null],
    [
      'verified callers that never succeeded',
      [{ from: 'plaintext' }, { from: web, ok: 0 }],
      'callers',
      {},
      'no-verified-caller',
      null,
    ],
    [
      'a gateway',
      [{ from: 'external' }],
      'callers',
      { workload: { ...workload, plane: 'gateway' } },
      'no-verified-caller',
      null,
    ],
    ['only source reporters', [{ from: web, reporter: 'source' }], 'callers', {}, 'source-only', null],
    [
      'verified only by source reporters',
      [{ from: web, reporter: 'source' }, { from: 'plaintext' }],
      'callers',
      {},
      'no-verified-caller',
      null,
    ],
    [
      'no selector',
      [{ from: web }],
      'callers',
      { selector: { kind: 'unknown', findings: [] } },
      'selector-unknown',
      null,
    ],
    [
      'a strange namespace',
      [{ from: web }],
      'callers',
      { workload: { ...workload, key: { ...workload.key, namespace: 'a\nb' } } },
      'inexpressible',
      null,
    ],
    [
      'an unknown method',
      [{ from: web, method: null, path: '/a' }],
      'methods',
      {},
      'method-unknown',
      `${web} → shop/cart:8080 (any method) /a`,
    ],
    [
      'an uncertain path',
      [{ from: web, marks: ['path-uncertain'] }],
      'paths',
      {},
      'path-uncertain',
      `${web} → shop/cart:8080 GET /`,
    ],
    ['a star', [{ from: web, path: '/a*' }], 'paths', {}, 'inexpressible', `${web} → shop/cart:8080 GET /a*`],
    [
      'callers past the cap',
      [{ from: web }, { from: OVERFLOW_PRINCIPAL }],
      'callers',
      {},
      'too-large',
      `${OVERFLOW_PRINCIPAL} → shop/cart:8080 GET /`,
    ],
    [
      'too many rules',
      Array.from({ length: 101 }, (_, i) => ({ from: `${web}${i}`, port: 1000 + i })),
      'callers',
      {},
      'too-large',
      null,
    ],
  ])('withholds: %s', (_, specs, detail, change, reason, flow) => {
    const result = recommended(specs, detail, change);
    expect(result).toMatchObject({ policy: null, evidence: [], withheld: { reason, flow } });
  });

  it.each<[string, OperationSpec[], string, string]>([
    [
      'values',
      Array.from({ length: 1000 }, (_, i) => ({ from: web, path: `/p${i}` })),
      '1003 values, more than 1000',
      '1000 paths',
    ],
    [
      'bytes',
      Array.from({ length: 800 }, (_, i) => ({ from: web, path: `/${'é'.repeat(64)}${i}` })),
      '108271 bytes, more than 102400',
      '800 paths',
    ],
  ])(
    'L5: folds the dearest callers where a policy has too many %s, and says so',
    (_, specs, excess, seen) => {
      const others: OperationSpec[] = [
        { from: pay, path: '/a' },
        { from: pay, method: 'PUT', path: '/a' },
      ];
      expect(rulesOf([...specs, ...others], 'paths')).toEqual([
        [['pay'], { ports: ['8080'], methods: ['GET', 'PUT'], paths: ['/a'] }],
        [['web'], { ports: ['8080'], methods: ['GET'] }],
      ]);
      const { findings, evidence } = recommended(specs, 'paths');
      expect(findings).toMatchObject([
        { id: 'folded-for-size', rows: [`${web} → shop/cart: GET on 8080 with any path (seen: ${seen})`] },
      ]);
      expect(findings[0]?.why).toContain(excess);
      expect(evidence.map(({ edges }) => edges.length)).toEqual([specs.length]);
    },
  );

  it('still gives what a coarser detail can say', () => {
    const specs: OperationSpec[] = [
      { from: web, method: null, path: null },
      { from: web, path: '/a*', marks: ['path-cut'] },
    ];
    expect(rulesOf(specs, 'callers')).toEqual([[['web'], { ports: ['8080'] }]]);
    expect(rulesOf(specs.slice(1), 'methods')).toEqual([[['web'], { ports: ['8080'], methods: ['GET'] }]]);
  });

  it('only looks at what a verified caller needs', () => {
    const specs: OperationSpec[] = [
      { from: web, path: '/a' },
      { from: 'plaintext', path: '/b*' },
      { from: pay, ok: 0, path: '/c*' },
      { from: pay, reporter: 'source', path: '/d*' },
    ];
    expect(rulesOf(specs, 'paths')).toEqual([
      [['web'], { ports: ['8080'], methods: ['GET'], paths: ['/a'] }],
    ]);
  });

  it('tells of anonymous callers and of paths that callers claim', () => {
    const specs: OperationSpec[] = [
      { from: web, marks: ['path-claimed'] },
      { from: 'plaintext', path: '/b' },
      { from: 'plaintext', path: '/c', ok: 0 },
    ];
    expect(recommended(specs, 'paths').findings).toMatchObject([
      { id: 'anonymous-callers', rows: ['anonymous (plaintext) → shop/cart:8080 GET /b'] },
      { id: 'path-claimed', rows: [`${web} → shop/cart:8080 GET /`] },
    ]);
    expect(recommended(specs, 'methods').findings.map(({ id }) => id)).toEqual(['anonymous-callers']);
  });

  it('passes on what is to be said of the selector', () => {
    const { findings } = recommended([{ from: web }], 'callers', { selector: selectorOf(workload, null) });
    expect(findings).toMatchObject([{ id: 'selector-unverified' }]);
  });
});

describe('draftOf', () => {
  it('R2, R3: differs in name and annotation only', () => {
    const { policy } = recommended([{ from: web }]);
    const draft = draftOf(policy!);
    expect(draft.metadata.name).toBe('leastpath-cart-draft');
    expect(draft.metadata.annotations).toEqual({ 'istio.io/dry-run': 'true' });
    expect(draft.metadata.labels).toEqual(policy?.metadata.labels);
    expect(draft.spec).toEqual(policy?.spec);
  });
});
