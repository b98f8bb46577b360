import { expect, it } from 'vitest';
import type { AllowPolicy, PolicyOperation } from '../model/policy.ts';
import { refusalOf } from './refusal.ts';

function policy(operation: PolicyOperation, name = 'leastpath-cart'): AllowPolicy {
  return {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name, namespace: 'shop', labels: { 'leastpath.dev/workload': 'cart' } },
    spec: {
      selector: { matchLabels: { app: 'cart' } },
      action: 'ALLOW',
      rules: [{ from: [{ source: { principals: ['td/ns/a/sa/x'] } }], to: [{ operation }] }],
    },
  };
}

it.each<[string, AllowPolicy, RegExp | null]>([
  ['nothing', policy({ ports: ['8080'], methods: ['GET'], paths: ['/a/{*}', '/b'] }), null],
  ['W1: a port that is none', policy({ ports: ['http'] }), /ports/],
  ['W1: an empty value', policy({ ports: ['80'], paths: [''] }), /paths/],
  ['T5: a template that Istio doesn’t take', policy({ paths: ['/a/{*}.txt'] }), /paths/],
  ['T6: a template that takes proxies down', policy({ paths: ['/a/{*}//'] }), /paths/],
])('refused for %s', (_, one, why) => {
  const refusal = refusalOf(one);
  if (why === null) expect(refusal).toBeNull();
  else expect(refusal).toMatch(why);
});
