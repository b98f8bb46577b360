import { expect, it } from 'vitest';
import { namespacePattern, serviceAccountPattern } from './identity-pattern.ts';

it.each([
  ['shop', 'td/ns/shop/sa/web', true],
  ['shop', 'td/ns/shop-2/sa/web', false],
  ['shop', 'td/ns/pay/sa/shop', false],
  ['shop', 'td/ns/shop', false],
  ['shop', 'td/x/ns/shop/sa/web', true],
  ['shop', 'ns/shop/x', true],
  ['s*p', 'td/ns/shop/sa/web', true],
  ['s*p', 'td/ns/shop-2/sa/web', false],
  ['*', 'td/ns/shop/sa/web', true],
  ['shop*', 'td/ns/shop-2/sa/web', true],
  ['*op*', 'td/ns/shop-2/sa/web', true],
  ['a*b*c', 'td/ns/a/b/c/sa/web', true],
  ['a.c', 'td/ns/abc/sa/web', false],
])('S4: %s in %s: %s', (value, principal, matches) => {
  expect(namespacePattern(value)(principal)).toBe(matches);
});

it.each([
  ['pay/web', 'td/ns/pay/sa/web', true],
  ['web', 'td/ns/shop/sa/web', true],
  ['web', 'td/ns/pay/sa/web', false],
  ['pay/web', 'td/ns/pay/sa/web2', false],
  ['pay/web', 'td/ns/pay/sa/web/x', true],
  ['pay/web', 'td/ns/pay/sa/web/', false],
  ['pay/web', 'td/ns/pay/x/sa/web', true],
  ['pay/web', 'td/ns/pay//sa/web', false],
  ['pay/web', 'td/ns/pay/xsa/web', false],
  ['pay/web', '/ns/pay/sa/web', false],
  ['pay/web', 'td/ns/pay/sa/webb/sa/web', true],
  ['pay/web', 'td/ns/pay/ns/pay/sa/web', true],
  ['pay/w.b', 'td/ns/pay/sa/web', false],
])('S5: %s is %s: %s', (value, principal, matches) => {
  expect(serviceAccountPattern(value, 'shop')(principal)).toBe(matches);
});

it('S4, T10: hundreds of stars don’t take long', () => {
  expect(namespacePattern('b*'.repeat(500))(`td/ns/${'b'.repeat(499)}/sa/x`)).toBe(false);
  expect(namespacePattern('b*'.repeat(500))(`td/ns/${'b'.repeat(500)}/sa/web`)).toBe(true);
});
