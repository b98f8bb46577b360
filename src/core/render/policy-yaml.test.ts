import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { type OperationSpec, operationOf } from '../../../test/golden/recommend/operation-of.ts';
import type { Detail } from '../model/flow.ts';
import type { Readiness } from '../model/readiness.ts';
import type { Recommendation } from '../model/recommendation.ts';
import { DAY } from '../model/scaled-time.ts';
import { draftOf } from '../recommend/draft.ts';
import { recommend } from '../recommend/recommend.ts';
import { policiesYaml, policyYaml } from './policy-yaml.ts';
import type { PolicyYamlInput } from './policy-yaml-input.ts';

const web = 'cluster.local/ns/shop/sa/web';
const stable: Readiness = {
  state: 'stable',
  gates: [{ id: 'age', passed: true, why: '20 days', clearsAt: null }],
  goodForSeconds: 86_400 * 9,
  risk: { unseen: 0.08, rollout: 0.1, any: 0.17 },
  expectedNew: 0.1,
  backtest: 0,
};
const young: Readiness = {
  ...stable,
  state: 'learning',
  gates: [{ id: 'age', passed: false, why: '3 of 14 days', clearsAt: null }],
};

function recommended(specs: readonly OperationSpec[], detail: Detail, name = 'cart'): Recommendation {
  return recommend({
    workload: {
      key: { cluster: 'Kubernetes', namespace: 'shop', name },
      plane: 'sidecar',
      labels: null,
      firstRecord: 0,
      lastRecord: 0,
      rollouts: [],
      inputs: ['als'],
    },
    selector: { kind: 'known', matchLabels: { app: name, on: 'yes' }, verified: true, findings: [] },
    operations: specs.map(operationOf),
    detail,
  });
}

function input(recommendation: Recommendation, change: Partial<PolicyYamlInput> = {}): PolicyYamlInput {
  return {
    recommendation,
    readiness: stable,
    draft: false,
    unauthenticated: false,
    timeUnit: DAY,
    horizonDays: 7,
    ...change,
  };
}

/** As a YAML 1.1 reader, kubectl's for one, and as a 1.2 reader sees it. */
function bothReadings(yaml: string): unknown[] {
  return [parse(yaml, { version: '1.1' }), parse(yaml)];
}

const TRAPS = ['/a:b', '/a/{*}', '/yes', '/%20', '/"a"', "/it's", '/a,b', '/é', '/[a]', '/-', '/!a'];

describe('policyYaml', () => {
  it('F6: is the policy, word for word', () => {
    const specs = TRAPS.map((path) => ({
      from: web,
      path,
      ...(path.includes('{') ? { literals: ['/a/1'] } : {}),
    }));
    const recommendation = recommended(specs, 'paths');
    const yaml = policyYaml(input(recommendation))!;
    expect(recommendation.withheld).toBeNull();
    expect(bothReadings(yaml)).toEqual([recommendation.policy, recommendation.policy]);
    const draft = policyYaml(input(recommendation, { draft: true }))!;
    expect(bothReadings(draft)).toEqual([draftOf(recommendation.policy!), draftOf(recommendation.policy!)]);
  });

  it('quotes every word that a reader could take for something else', () => {
    const words = [
      'yes',
      'no',
      'on',
      'y',
      'null',
      '~',
      '0x1',
      '0o7',
      '017',
      '1e3',
      '1_000',
      '12:30',
      '2001-01-01',
      '*',
      '*a',
      '{*}',
      '[a]',
      'a: b',
      'a #b',
      '#a',
      '- a',
      '-',
      '?',
      '&a',
      '!a',
      '|',
      '>',
      '%a',
      '@a',
      '`a',
      "'",
      '"',
      '.5',
      '.inf',
      '.nan',
      '<<',
      '',
      ' a',
      'a ',
      'a\tb',
      'a\nb',
      'true',
      'False',
      '+1',
      '0b1',
    ];
    const { policy, ...rest } = recommended([{ from: web }], 'callers');
    const odd = {
      ...policy!,
      spec: { ...policy!.spec, rules: [{ to: [{ operation: { methods: words } }] }] },
    };
    const yaml = policyYaml(input({ ...rest, policy: odd }))!;
    expect(bothReadings(yaml)).toEqual([odd, odd]);
  });

  it('reads back whatever the strings are', () => {
    const { policy, ...rest } = recommended([{ from: web }], 'callers');
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 12 }), { minLength: 1 }), (paths) => {
        const odd = { ...policy!, spec: { ...policy!.spec, rules: [{ to: [{ operation: { paths } }] }] } };
        expect(parse(policyYaml(input({ ...rest, policy: odd }))!)).toEqual(odd);
      }),
      { numRuns: 500 },
    );
  });

  it('never folds a line', () => {
    const path = `/${'long-'.repeat(60)}`;
    expect(policyYaml(input(recommended([{ from: web, path }], 'paths')))).toContain(path);
  });

  it('says nothing that changes by the day', () => {
    const at = (days: number) => recommended([{ from: web, ok: days * 3, days }], 'callers');
    const yaml = policyYaml(input(at(14)));
    const later = {
      ...stable,
      gates: [{ ...stable.gates[0]!, why: '21 days' }],
      risk: { ...stable.risk, any: 0.1 },
    };
    expect(policyYaml(input(at(29), { readiness: later }))).toBe(yaml);
    expect(policyYaml(input(at(30)))).not.toBe(yaml);
  });

  it('has the keys in one order, wherever the policy came from', () => {
    const recommendation = recommended([{ from: web, path: '/a' }], 'paths');
    const reversed = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(reversed);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .toReversed()
          .map(([key, one]) => [key, reversed(one)]),
      );
    };
    const other = { ...recommendation, policy: reversed(recommendation.policy) as Recommendation['policy'] };
    expect(policyYaml(input(other))).toBe(policyYaml(input(recommendation)));
  });

  it('warns in the header, in a draft of the risk too', () => {
    const recommendation = recommended([{ from: web }, { from: 'plaintext' }], 'callers');
    const plain = policyYaml(input(recommendation, { unauthenticated: true, timeUnit: 2000 }))!;
    expect(plain).toContain('\n# telemetry was not authenticated\n');
    expect(plain).toContain('\n# Time is scaled: a day of the learning is 2 s.\n');
    expect(plain).not.toMatch(/DRAFT|Risk|Finding/);
    const draft = policyYaml(input(recommendation, { draft: true, readiness: young }))!;
    expect(draft).toMatch(/^# DRAFT/m);
    expect(draft).toContain(
      '\n# State: learning. Gates that fail:\n#   age: 3 of 14 days\n# Risk: about 1 chance in 13 ',
    );
    expect(draft).toMatch(/^# Finding anonymous-callers: /m);
    expect(draft).not.toMatch(/not authenticated|scaled/);
  });

  it('L5: says above the policy that it was folded, enforced or not', () => {
    const paths = Array.from({ length: 1000 }, (_, i) => ({ from: web, path: `/p${i}` }));
    const recommendation = recommended(paths, 'paths');
    const said = /^# Finding folded-for-size: Some callers get more /m;
    expect(policyYaml(input(recommendation))).toMatch(said);
    expect(policyYaml(input(recommendation, { draft: true }))).toMatch(said);
    expect(policyYaml(input(recommended(paths.slice(1), 'callers')))).not.toMatch(said);
  });

  it('lets no name end a comment', () => {
    const recommendation = recommended([{ from: web }], 'callers');
    for (const end of ['\n', '\r', '\u0085', '\u2028', '\u2029']) {
      const workload = `a${end}kind: Secret/shop/cart` as const;
      const yaml = policyYaml(input({ ...recommendation, workload }))!;
      expect(yaml).not.toContain(`${end}kind: Secret`);
      expect(parse(yaml)).toEqual(recommendation.policy);
    }
  });

  it('gives none where the policy is withheld', () => {
    expect(policyYaml(input(recommended([], 'callers')))).toBeNull();
  });
});

describe('policiesYaml', () => {
  it('is a stream of all that aren’t withheld', () => {
    const inputs = [
      input(recommended([{ from: web }], 'callers', 'a')),
      input(recommended([], 'callers', 'b')),
      input(recommended([{ from: web }], 'callers', 'c'), { draft: true }),
    ];
    const documents = parseAllDocuments(policiesYaml(inputs));
    expect(documents.map((one) => 'toJS' in one && one.toJS().metadata.name)).toEqual([
      'leastpath-a',
      'leastpath-c-draft',
    ]);
    expect(policiesYaml([])).toBe('');
    expect(policiesYaml(inputs.slice(0, 1))).toBe(policyYaml(inputs[0]!));
  });
});
