import { expect, it } from 'vitest';
import type { Call } from '../evaluate/call.ts';
import { anonymous, known } from '../model/caller.ts';
import type { DeniedCall, Named } from '../model/denial.ts';
import type { Principal } from '../model/principal.ts';
import { denialFindings } from './denial-findings.ts';
import type { JudgedDenial } from './judge-denials.ts';

const CART = { cluster: 'Kubernetes', namespace: 'shop', name: 'cart' };
const WEB = 'cluster.local/ns/shop/sa/web';

function denial(
  who: string | null,
  change: Partial<Named & DeniedCall> & { dryRun?: boolean } = {},
): DeniedCall {
  const { policy = null, rule = null, filter = null, dryRun = false, ...rest } = change;
  return {
    caller: who === null ? anonymous('plaintext') : known(who as Principal),
    ...{ port: 8080, protocol: 'http', grpc: false, method: 'GET', path: '/admin', sample: null },
    ...{ count: 3, firstSeen: 1, lastSeen: 2 },
    denial: { policy, rule, filter, dryRun, admittedBy: null },
    ...rest,
  };
}

const review = (...judged: (DeniedCall | JudgedDenial)[]) => ({
  workload: CART,
  judged: judged.map((one) => ('denied' in one ? one : { denied: one, answer: null, agrees: null })),
  known: new Set([WEB]),
  recommended: () => false,
});

it.each<[string, DeniedCall, string | null]>([
  [
    'no ALLOW matched',
    denial(WEB),
    'cluster.local/ns/shop/sa/web → shop/cart:8080 GET /admin: 3 times, because no ALLOW policy matches',
  ],
  [
    'a DENY rule',
    denial(WEB, { policy: 'shop/no-admin', rule: 0, count: 1 }),
    'cluster.local/ns/shop/sa/web → shop/cart:8080 GET /admin: once, by rule[0] of shop/no-admin',
  ],
  [
    'a CUSTOM policy',
    denial(WEB, { policy: 'shop/ask', rule: 1, filter: 'ext_authz_denied' }),
    'cluster.local/ns/shop/sa/web → shop/cart:8080 GET /admin: 3 times, by rule[1] of shop/ask (ext_authz_denied)',
  ],
  ['a stranger', denial('cluster.local/ns/ops/sa/scanner'), null],
  ['a caller without identity', denial(null), null],
  ['no policy but a token', denial(WEB, { filter: 'jwt_authn_access_denied{Jwt_is_expired}' }), null],
  ['what is only on trial', denial(WEB, { dryRun: true }), null],
])('tells of a known caller that is denied: %s', (_, denied, row) => {
  const findings = denialFindings(review(denied));
  expect(findings.map(({ id, rows }) => [id, ...rows])).toEqual(
    row === null ? [] : [['known-caller-denied', row]],
  );
});

it('knows a caller too that the recommended policy would let in', () => {
  const stranger = denial('cluster.local/ns/ops/sa/backup', { path: '/dump' });
  const recommended = (call: Call) => call.path === '/dump';
  const found = (denied: DeniedCall) =>
    denialFindings({ ...review(denied), recommended }).map(({ id }) => id);
  expect(found(stranger)).toEqual(['known-caller-denied']);
  expect(found(denial('cluster.local/ns/ops/sa/backup'))).toEqual([]);
});

it('tells where proxy and evaluator disagree, and by what each was decided', () => {
  const denied = denial('cluster.local/ns/ops/sa/scanner', { policy: 'shop/a', rule: 2 });
  const answer = { verdict: 'allow', by: { policy: 'shop/b', rule: 0 } } as const;
  const onTrial = { ...denial('cluster.local/ns/ops/sa/x', { dryRun: true }) };
  const [finding, ...others] = denialFindings(
    review(
      { denied, answer, agrees: false },
      { denied: onTrial, answer: { verdict: 'deny', by: { policy: 'shop/c', rule: 1 } }, agrees: false },
      { denied, answer, agrees: true },
      { denied, answer, agrees: null },
    ),
  );
  expect(others).toEqual([]);
  expect(finding).toMatchObject({
    id: 'evaluator-disagrees',
    severity: 'warning',
    workload: 'Kubernetes/shop/cart',
    rows: [
      'cluster.local/ns/ops/sa/scanner → shop/cart:8080 GET /admin: 3 times, by rule[2] of shop/a; the evaluator: rule[0] of shop/b lets it in',
      'cluster.local/ns/ops/sa/x → shop/cart:8080 GET /admin: 3 times, on trial because no ALLOW policy matches; the evaluator: denied by rule[1] of shop/c',
    ],
  });
});

it('shows the first rows of many', () => {
  const many = Array.from({ length: 50 }, (_, i) => denial(WEB, { path: `/p${String(i).padStart(2, '0')}` }));
  const [finding] = denialFindings(review(...many));
  expect(finding?.rows).toHaveLength(20);
  expect(finding?.rows[0]).toContain('/p00');
});
