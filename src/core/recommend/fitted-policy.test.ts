import { describe, expect, it } from 'vitest';
import { type OperationSpec, operationOf } from '../../../test/golden/recommend/operation-of.ts';
import type { Detail } from '../model/flow.ts';
import { isVerified } from './evidence.ts';
import { fittedPolicy } from './fitted-policy.ts';
import { evenShare } from './foldings.ts';
import { STEPS } from './steps.ts';

const key = { cluster: 'Kubernetes', namespace: 'shop', name: 'cart' };
const NO_LIMIT = { rules: 1e9, values: 1e9, bytes: 1e9 };

function fitted(specs: readonly OperationSpec[], detail: Detail, limits: Partial<typeof NO_LIMIT>) {
  const evidence = specs.map(operationOf).filter(isVerified);
  return fittedPolicy(key, { app: 'cart' }, evidence, detail, STEPS, { ...NO_LIMIT, ...limits });
}

/** `a 8080 GET /x /y`, a rule a line. */
function lines({ policy }: ReturnType<typeof fitted>): string[] {
  return policy.spec.rules.map(({ from = [], to = [] }) => {
    const callers = from.flatMap(({ source }) => source.principals?.map((one) => one.at(-1)));
    const operations = to.map(({ operation: { ports = [], methods = [], paths = [] } }) =>
      [...ports, ...methods, ...paths].join(' '),
    );
    return `${callers.join()} ${operations.join(' + ')}`;
  });
}

function sizeOf(specs: readonly OperationSpec[], detail: Detail): number {
  for (let values = 1; ; values++) {
    const { excess, folded } = fitted(specs, detail, { values });
    if (excess === null && folded.size === 0) return values;
  }
}

const from = (name: string, ...paths: string[]): OperationSpec[] =>
  paths.map((path) => ({ from: `td/ns/n/sa/${name}`, path }));
const many = (name: string, count: number) =>
  from(name, ...Array.from({ length: count }, (_, i) => `/${name}${String(i).padStart(2, '0')}`));

describe('L5: a policy that is too large', () => {
  const shared = ['/s', '/t', '/u', '/v'];
  const common = ['a', 'b', 'c', 'd'].flatMap((name) => from(name, ...shared, `/${name}`));

  it('is a rule for each set of equal callers where that is small enough', () => {
    expect(lines(fitted(common, 'paths', {}))).toEqual(
      ['a', 'b', 'c', 'd'].map((name) =>
        [`${name} 8080 GET`, ...[...shared, `/${name}`].toSorted()].join(' '),
      ),
    );
  });

  it('is split by permission where that is smaller', () => {
    const split = fitted(common, 'paths', { values: 28 });
    expect(split).toMatchObject({ folded: new Map(), excess: null, unfolded: '32 values, more than 28' });
    expect(lines(split)).toEqual([
      'a 8080 GET /a',
      'a,b,c,d 8080 GET /s /t /u /v',
      'b 8080 GET /b',
      'c 8080 GET /c',
      'd 8080 GET /d',
    ]);
  });

  it('folds the callers that cost most, and no other', () => {
    const specs = [...many('a', 12), ...many('b', 3), ...many('c', 3)];
    const { folded, excess, unfolded, ...rest } = fitted(specs, 'paths', { values: 20 });
    expect([...folded]).toEqual([['td/ns/n/sa/a', 'methods']]);
    expect([excess, unfolded]).toEqual([null, '27 values, more than 20']);
    expect(lines({ folded, excess, unfolded, ...rest })).toEqual([
      'a 8080 GET',
      'b 8080 GET /b00 /b01 /b02',
      'c 8080 GET /c00 /c01 /c02',
    ]);
  });

  it('folds all, then to ports, and then gives up', () => {
    const methods = ['GET', 'PUT', 'POST', 'HEAD'].flatMap((method) =>
      many('a', 5).map((spec) => ({ ...spec, method })),
    );
    const specs = [...methods, ...from('b', '/x')];
    const at = (values: number) => {
      const { folded, excess } = fitted(specs, 'paths', { values });
      return [[...folded].map(([principal, detail]) => `${principal.at(-1)} ${detail}`), excess];
    };
    expect(at(15)).toEqual([[], null]);
    expect(at(11)).toEqual([['a methods'], null]);
    expect(at(9)).toEqual([['a methods', 'b methods'], null]);
    expect(at(8)).toEqual([['a callers', 'b methods'], null]);
    expect(at(6)).toEqual([['a callers', 'b methods'], null]);
    expect(at(5)).toEqual([['a callers', 'b callers'], null]);
    expect(at(2)).toEqual([['a callers', 'b callers'], '3 values, more than 2']);
  });

  it('is bounded in rules and bytes as well', () => {
    const specs = ['a', 'b', 'c', 'd'].flatMap((name) => many(name, name === 'd' ? 6 : 2));
    const rules = fitted(specs, 'paths', { rules: 3 });
    expect([...rules.folded.values()]).toEqual(['methods', 'methods', 'methods', 'methods']);
    expect(lines(rules)).toEqual(['a,b,c,d 8080 GET']);
    const whole = JSON.stringify(fitted(specs, 'paths', {}).policy).length;
    const bytes = fitted(specs, 'paths', { bytes: whole - 1 });
    expect([...bytes.folded.keys()]).toEqual(['td/ns/n/sa/d']);
    expect(bytes.unfolded).toBe(`${whole} bytes, more than ${whole - 1}`);
  });

  it('leaves TCP and what is asked for as it is', () => {
    const tcp: OperationSpec[] = ['a', 'b'].map((name, at) => ({
      from: `td/ns/n/sa/${name}`,
      port: 5432 + at,
      tcp: true,
    }));
    const { folded, ...rest } = fitted([...tcp, ...many('a', 9)], 'paths', { values: 8 });
    expect([...folded]).toEqual([['td/ns/n/sa/a', 'methods']]);
    expect(lines({ folded, ...rest })).toEqual(['a 5432', 'a 8080 GET', 'b 5433']);
    expect(fitted(tcp, 'callers', { values: 3 })).toMatchObject({
      folded: new Map(),
      excess: '4 values, more than 3',
    });
  });

  it('a caller that grows unfolds no other', () => {
    const specs = (b: number) => [...many('a', 19), ...many('b', b), ...many('c', 12)];
    for (let b = 0; b < 40; b++) {
      const before = new Set(fitted(specs(b), 'paths', { values: 45 }).folded.keys());
      const after = fitted(specs(b + 1), 'paths', { values: 45 }).folded;
      expect([...before].filter((principal) => !after.has(principal))).toEqual([]);
    }
    expect(fitted(specs(39), 'paths', { values: 45 }).folded.size).toBeGreaterThan(1);
  });

  it('needs as much as it says', () => {
    expect(sizeOf(many('a', 3), 'paths')).toBe(6);
    expect(sizeOf(many('a', 3), 'methods')).toBe(3);
  });
});

describe('evenShare', () => {
  it.each<[number[], number, number]>([
    [[], 10, 0],
    [[3, 4], 10, 4],
    [[3, 9], 10, 7],
    [[9, 9, 1], 10, 4],
    [[9, 9], 1, 0],
    [[9, 9], -5, 0],
    [[5, 5], 10, 5],
  ])('%j of %d: %d', (costs, total, share) => {
    expect(evenShare(costs, total)).toBe(share);
    const taken = costs.reduce((sum, cost) => sum + Math.min(cost, share), 0);
    expect(taken).toBeLessThanOrEqual(Math.max(0, total));
  });
});
