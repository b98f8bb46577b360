import { expect, it } from 'vitest';
import { PrincipalIndex } from './principal-index.ts';

const workload = (name: string, namespace = 'shop') => ({ cluster: 'Kubernetes', namespace, name });

function told(index: PrincipalIndex): Record<string, string[]> {
  return Object.fromEntries([...index.all].map(([principal, ids]) => [principal, [...ids]]));
}

it('knows all workloads of a principal, and nothing of those that say no account', () => {
  const index = new PrincipalIndex(() => 'td.example', 10);
  index.add(workload('cart'), 'default');
  index.add(workload('pay'), 'default');
  index.add(workload('cart'), 'default');
  index.add(workload('cart', 'test'), 'cart');
  index.add(workload('ads'), null);
  index.add(workload('ads'), '');

  expect(told(index)).toEqual({
    'td.example/ns/shop/sa/default': ['Kubernetes/shop/cart', 'Kubernetes/shop/pay'],
    'td.example/ns/test/sa/cart': ['Kubernetes/test/cart'],
  });
});

it('is bounded, whether accounts or workloads are invented', () => {
  const index = new PrincipalIndex(() => 'td', 5);
  for (let i = 0; i < 20; i++) index.add(workload(`w${i}`), 'one');
  for (let i = 0; i < 20; i++) index.add(workload('cart'), `sa${i}`);

  expect(Object.values(told(index)).flat()).toHaveLength(5);
});
