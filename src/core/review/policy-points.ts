import { pointsOf } from '../compare/points.ts';
import { isAttached } from '../evaluate/attached.ts';
import type { PolicyMesh } from '../model/enforcement-point.ts';
import type { AuthorizationPolicy } from '../model/policy.ts';
import type { Subject } from './subject.ts';

/**
 * Where no workload is known: one made-up callee for everything that the policies themselves point at, and for what
 * two of them point at together.
 */
export function policyPoints(policies: readonly AuthorizationPolicy[], mesh: PolicyMesh): Subject[] {
  return pointsOf(policies, mesh)
    .filter(({ point }) => policies.some((policy) => isAttached(policy, point)))
    .map(({ name, point }) => ({
      workload: { cluster: 'Kubernetes', ...shown(name) },
      points: [point],
      pointIs: 'each',
    }));
}

/** `shop/app=cart` → `(app=cart)` in `shop`; `*` is any other namespace. */
function shown(name: string): { readonly namespace: string; readonly name: string } {
  const [namespace = '', ...rest] = name.split('/');
  const what = rest.join('/');
  if (what === '*') return { namespace, name: '(any pod)' };
  return { namespace, name: what.includes('=') ? `(${what})` : what };
}
