import { expect, it } from 'vitest';
import { CART } from '../../test/golden/recommend/arbitrary-operations.ts';
import { deployedPolicy, ruleFor } from '../../test/golden/recommend/deployed-policy.ts';
import { operationOf } from '../../test/golden/recommend/operation-of.ts';
import { deployedAt } from '../core/recommend/deployed.ts';
import { DEFAULT_MESH } from '../core/recommend/recommend-input.ts';
import { changesOf } from '../core/review/changes.ts';
import { Changes } from './changes-dto.ts';
import { changesView } from './changes-view.ts';

const web = 'cluster.local/ns/shop/sa/web';

it('shows each difference with a witness, in words and as a flow line, and what was recorded of it', () => {
  const deployed = deployedAt(
    CART,
    { pods: [], policies: [deployedPolicy('all', { rules: [{}] })] },
    DEFAULT_MESH,
  )!;
  const narrow = deployedPolicy('lock', { action: 'DENY', rules: [ruleFor([], { paths: ['/a/*'] })] });
  const operations = Array.from({ length: 60 }, (_, i) => [
    operationOf({ from: web, method: `M${i}`, path: '/a/{*}', literals: ['/a/1', '/a/2'] }),
    operationOf({ from: 'plaintext', path: '/b' }),
  ]).flat();
  const changes = changesOf(narrow, deployed, operations);
  const view = changesView({ changes, workload: CART.key, why: null });

  expect(Changes.parse(view)).toEqual(view);
  expect(view).toMatchObject({ equal: false, undecided: [] });
  const [http] = view?.differences ?? [];
  expect(http).toMatchObject({
    change: 'newly-denied',
    words: 'a caller without identity → shop/cart:8080 GET /a/',
    witness: {
      destination: { namespace: 'shop', workload: 'cart', port: 8080 },
      protocol: 'http',
      request: { method: 'GET', path: '/a/' },
    },
    before: { verdict: 'allow', by: { policy: 'shop/all', rule: 0 } },
    after: { verdict: 'deny', by: { policy: 'shop/lock', rule: 0 } },
    recordedTotal: 60,
  });
  expect(http?.recorded).toHaveLength(50);
  expect(http?.recorded[0]).toMatchObject({
    principal: web,
    anonymousReason: null,
    path: '/a/{*}',
    sample: '/a/1',
  });
});

it('has nothing to show where nothing can be compared', () => {
  expect(changesView({ changes: null, why: 'x' })).toBeNull();
});
