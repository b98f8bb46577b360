import { describe, expect, it } from 'vitest';
import { draftName, isLabelKey, isLabelValue, policyName, workloadLabel } from './name.ts';

describe('policyName', () => {
  it.each([
    ['plain', 'cart', 'leastpath-cart'],
    ['with a dot', 'cart.v1', 'leastpath-cart.v1'],
    ['the longest that fits', 'a'.repeat(53), `leastpath-${'a'.repeat(53)}`],
    ['one too long', 'a'.repeat(54), `leastpath-${'a'.repeat(44)}-08acc193`],
    ['upper case', 'Cart', 'leastpath-cart-e239bf4d'],
    ['underscore', 'cart_db', 'leastpath-cart-db-36d6c1c7'],
    ['only strange characters', 'äöü', 'leastpath-7de62237'],
    ['the end of a draft', 'cart-draft', 'leastpath-cart-draft-e51e3e49'],
  ])('%s', (_, workload, name) => {
    expect(policyName(workload)).toBe(name);
  });

  it('L1: is a name that Kubernetes takes, of at most 63 characters, and differs where workloads do', () => {
    const workloads = [
      'A',
      'a',
      'a_b',
      'a-b',
      'a.b',
      'a..b',
      '-a',
      'a-',
      'é',
      'x'.repeat(60),
      `${'x'.repeat(59)}y`,
    ];
    const names = workloads.map(policyName);
    for (const name of names) expect(name).toMatch(/^(?=.{1,63}$)[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/);
    expect(new Set(names).size).toBe(workloads.length);
  });
});

describe('draftName', () => {
  it('is never the name of a policy that could be enforced', () => {
    expect(draftName(policyName('cart'))).toBe('leastpath-cart-draft');
    expect(policyName('cart-draft')).not.toBe('leastpath-cart-draft');
  });

  it('fits too', () => {
    const draft = draftName(policyName('a'.repeat(53)));
    expect(draft).toMatch(/^leastpath-a+-[0-9a-f]{8}-draft$/);
    expect(draft).toHaveLength(63);
  });
});

describe('labels', () => {
  it.each([
    ['app', true],
    ['app.kubernetes.io/name', true],
    ['a/b/c', false],
    ['', false],
    ['a/', false],
    ['/a', false],
    ['A_b.c', true],
    ['-a', false],
  ])('key %j', (key, valid) => {
    expect(isLabelKey(key)).toBe(valid);
  });

  it.each([
    ['', true],
    ['v1.2_3', true],
    ['a*', false],
    ['a b', false],
    ['a\n', false],
    ['a'.repeat(64), false],
  ])('value %j', (value, valid) => {
    expect(isLabelValue(value)).toBe(valid);
  });

  it('names the workload, or what is left of it', () => {
    expect(workloadLabel('Cart_1')).toBe('Cart_1');
    expect(isLabelValue(workloadLabel('x'.repeat(100)))).toBe(true);
    expect(isLabelValue(workloadLabel('service:cart'))).toBe(true);
    expect(isLabelValue(workloadLabel('äöü'))).toBe(true);
  });
});
