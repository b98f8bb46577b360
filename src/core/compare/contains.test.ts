import { describe, expect, it } from 'vitest';
import type { EnforcementPoint } from '../model/enforcement-point.ts';
import type { AuthorizationPolicy, Rule } from '../model/policy.ts';
import { neverAllowsMore } from './contains.ts';

const point: EnforcementPoint = {
  plane: 'sidecar',
  namespace: 'shop',
  labels: {},
  service: null,
  mesh: { rootNamespace: 'root', trustDomain: 'td', aliases: [], pathNormalization: 'BASE' },
};
const from = [{ source: { principals: ['td/ns/shop/sa/web'] } }];

function allow(...rules: Rule[]): AuthorizationPolicy[] {
  const metadata = { name: 'p', namespace: 'shop' };
  return [{ apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', metadata, spec: { rules } }];
}

describe('neverAllowsMore', () => {
  const callers = allow({ from, to: [{ operation: { ports: ['8080'] } }] });
  const methods = allow({ from, to: [{ operation: { ports: ['8080'], methods: ['GET'] } }] });
  const paths = allow({
    from,
    to: [{ operation: { ports: ['8080'], methods: ['GET'], paths: ['/a/{*}'] } }],
  });

  it.each([
    ['paths in callers', paths, callers],
    ['paths in methods', paths, methods],
    ['methods in callers', methods, callers],
    ['itself', paths, paths],
    ['nothing in anything', allow(), paths],
    ['on ztunnel too', callers, callers],
  ])('%s', (_, narrow, wide) => {
    expect(neverAllowsMore(narrow, wide, point)).toBeNull();
    expect(neverAllowsMore(narrow, wide, { ...point, plane: 'ztunnel' })).toBeNull();
  });

  it.each([
    ['callers in methods', callers, methods, 'POST'],
    ['methods in paths', methods, paths, 'GET'],
  ])('not %s, and says what is more', (_, narrow, wide, method) => {
    expect(neverAllowsMore(narrow, wide, point)).toMatchObject({
      change: 'newly-allowed',
      witness: { method, port: 8080 },
      from: { verdict: 'deny' },
      to: { verdict: 'allow' },
    });
  });

  it('does not mind what only the wide one allows', () => {
    expect(neverAllowsMore(allow(), [], point)).toBeNull();
    expect(neverAllowsMore([], allow(), point)).not.toBeNull();
  });

  it('says so where a token or the bound stands in the way', () => {
    const token = allow({ from: [{ source: { requestPrincipals: ['a/b'] } }] });
    expect(neverAllowsMore(token, allow(), point)).toBe('undecided');
    expect(neverAllowsMore(callers, methods, point, 3)).toBe('undecided');
  });
});
