import { DAY } from '../../src/core/model/scaled-time.ts';
import { edge, type FakeMesh, fakeMesh, gatesFailing, NOW, readiness, report } from './fake-mesh.ts';
import { denial } from './sample-denial.ts';

/** Names as an attacker would choose them: paths and principals come from whoever calls the mesh. */
export const EVIL = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>"\'&amp;';

/** A small mesh with every state, and hostile names in it. */
export function shopMesh(): FakeMesh {
  const learning = readiness(
    'learning',
    gatesFailing({
      age: { why: '6.5 of 14 covered days', clearsAt: NOW + 7.5 * DAY },
      weekdays: { why: 'Saturday and Sunday were covered once', clearsAt: NOW + 9 * DAY },
      anonymous: { why: '41 anonymous requests in the last 14 days: a reviewer decides', clearsAt: null },
    }),
  );
  const drifting = readiness(
    'drifting',
    gatesFailing({ forecast: { why: '31 % is over 10 %', clearsAt: null } }),
  );
  const all = <T>(value: T) => ({ callers: value, methods: value, paths: value });
  return fakeMesh({
    reports: [
      report('Kubernetes/bank/ledger', 'stabilising', {
        next: all('Forecast: 14 % is over 10 %; on 24 March at the earliest.'),
      }),
      report('Kubernetes/bank/vault', 'no-data', {
        next: all('No evidence traffic yet.'),
        edges: { callers: 0, methods: 0, paths: 0 },
        callers: { total: 0, anonymous: 0 },
        coverageShare: 0.41,
      }),
      report('Kubernetes/shop/cart', 'stable', {
        readiness: { ...all(learning), callers: readiness('stable') },
      }),
      report('Kubernetes/shop/catalogue', 'stable', { coverageShare: 0.9994 }),
      report('Kubernetes/shop/checkout', 'learning', {
        readiness: all(learning),
        callers: { total: 4, anonymous: 1 },
        next: all(
          'Needs 7.5 more covered days, on 28 March at the earliest. 41 anonymous requests await a decision.',
        ),
        findings: [
          {
            id: 'anonymous-evidence',
            severity: 'warning',
            workload: 'Kubernetes/shop/checkout',
            title: 'A caller without identity succeeds',
            why: `Seen at ${EVIL}`,
            whatToDo: 'Bring the caller into the mesh, or accept it by a decision.',
            rows: [],
          },
        ],
      }),
      report('Kubernetes/shop/recommendation-engine-for-the-landing-page', 'drifting', {
        readiness: all(drifting),
      }),
      report('Kubernetes/tools/report', 'stale', { next: all('No evidence for 16 days.') }),
    ],
    edges: new Map([
      [
        'Kubernetes/shop/cart',
        [
          edge('cluster.local/ns/shop/sa/web'),
          edge('cluster.local/ns/shop/sa/checkout', { protocol: 'grpc' }),
        ],
      ],
      [
        'Kubernetes/shop/checkout',
        [
          edge('cluster.local/ns/shop/sa/web', { method: 'POST', path: '/checkout/{*}' }),
          edge(`cluster.local/ns/shop/sa/${EVIL}`, { method: 'GET', path: `/${EVIL}`, thin: true, days: 1 }),
          edge('cluster.local/ns/ops/sa/scanner', {
            evidence: false,
            counts: { ok: 0, failed: 0, denied: 318 },
            days: 0,
          }),
          edge(null, { counts: { ok: 41, failed: 0, denied: 0 } }),
        ],
      ],
    ]),
    denied: new Map([
      [
        'Kubernetes/shop/checkout',
        {
          policiesKnown: true,
          pastBound: { enforced: 12, dryRun: 0 },
          judged: [
            denial('cluster.local/ns/ops/sa/scanner', { method: 'GET', path: `/${EVIL}`, count: 318 }),
            denial('cluster.local/ns/shop/sa/web', {
              named: { policy: 'shop/no-admin', rule: 2 },
              answer: { verdict: 'allow', by: null, why: 'no policy is attached', nearest: null },
              agrees: false,
            }),
            denial(null, { named: { filter: 'jwt_authn_access_denied{Jwt_is_missing}' }, answer: null }),
            denial('cluster.local/ns/shop/sa/cart', { dryRun: true, path: '/pay/{*}', sample: '/pay/7' }),
          ],
        },
      ],
    ]),
    withheld: new Map([
      ['Kubernetes/bank/vault', { reason: 'no-evidence', why: 'no call has succeeded yet', flow: null }],
    ]),
    counters: [
      { source: 'als', disposition: { kind: 'evidence' }, count: 842_800 },
      { source: 'als', disposition: { kind: 'kept', reason: 'failed' }, count: 217 },
      { source: 'als', disposition: { kind: 'dropped', reason: 'malformed' }, count: 2 },
    ],
  });
}
