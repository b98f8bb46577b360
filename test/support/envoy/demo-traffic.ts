import { createHash } from 'node:crypto';
import type { Beat } from './beat.ts';
import { DEMO_EGRESS, DEMO_NET, DEMO_PODS } from './demo-pods.ts';
import type { Driver } from './driver.ts';
import type { Egress, MeshPod } from './pod.ts';

const CATEGORIES = ['kitchen', 'garden', 'lighting', 'sale'];
const PROBES =
  '/wp-login.php /.env /admin /phpmyadmin /.git/config /server-status /cgi-bin/test /actuator/env'.split(' ');

/** Of a turn, or always the same. */
type PerTurn<T> = T | ((turn: number) => T);

/** Everything that happens in the demo's mesh, each edge within the first ten seconds. */
export function demoTraffic(mesh: Driver): Beat[] {
  const { web, cart, cartCanary, catalog, recommendations, pricing, checkout, reviews, payments } = DEMO_PODS;
  const { ledger, fraud, ordersDb, cache, mailer, webhooks, prometheus, scanner, uptime, reports } =
    DEMO_PODS;
  const { gateway } = DEMO_PODS;
  const beats: Beat[] = [];
  const beat = (every: number, run: Beat['run']) =>
    beats.push({ first: (beats.length * 97) % Math.min(every, 1_000), every, run });

  /** One request in every `every` ms, to several pods of a workload in turn; `wanted` as in Request. */
  const call = (
    every: number,
    [from, ...callees]: readonly [MeshPod, ...MeshPod[]],
    method: string,
    path: PerTurn<string>,
    wanted: PerTurn<number | undefined> = undefined,
  ) =>
    beat(every, (turn) => {
      const to = callees[turn % callees.length] as MeshPod;
      const answer = of(turn, wanted);
      const request = { from, to, port: firstPort(to), method, path: of(turn, path) };
      return mesh.call(answer === undefined ? request : { ...request, wanted: answer });
    });
  const tcp = (every: number, [from, to]: readonly [MeshPod, MeshPod]) =>
    beat(every, (turn) => mesh.tcp({ from, to, port: firstPort(to), payload: 'x'.repeat(20 + (turn % 40)) }));
  const outside = (every: number, method: string, path: PerTurn<string>) =>
    beat(every, (turn) => {
      const client = `${DEMO_NET}.113.${70 + (turn % 9)}`;
      return mesh.through({
        client,
        via: gateway,
        egress: DEMO_EGRESS.ingress,
        method,
        path: of(turn, path),
      });
    });
  const nightly = (every: number, egress: Egress, path: PerTurn<string>) =>
    beat(every, (turn) =>
      mesh.through({ client: reports.address, via: reports, egress, method: 'GET', path: of(turn, path) }),
    );

  outside(260, 'GET', (turn) => (turn % 2 === 0 ? '/' : page(turn)));
  outside(800, 'POST', '/checkout');
  outside(650, 'GET', (turn) => `/api/cart/${number(turn)}`);

  const toCart = [web, cart, cart, cart, cartCanary] as const;
  call(300, toCart, 'GET', (turn) => `/cart/${number(turn)}`);
  call(500, toCart, 'POST', items, (turn) => (turn % 9 === 8 ? 409 : 201));
  call(1_700, toCart, 'DELETE', (turn) => `${items(turn)}/${number(turn + 3)}`, 204);
  call(350, [web, catalog], 'GET', (turn) => (turn % 3 === 0 ? '/products?page=2' : page(turn)));
  call(600, [web, catalog], 'GET', (turn) => `/products/${number(turn)}/images/${hash(turn)}`);
  call(700, [web, recommendations], 'POST', '/shop.Recommendations/List');
  call(900, [web, checkout], 'POST', '/orders', 201);
  call(550, [web, checkout], 'GET', (turn) => `/orders/${uuid(turn)}`);
  tcp(800, [web, cache]);
  tcp(500, [cart, cache]);
  call(400, [cart, pricing], 'POST', '/shop.Pricing/Quote', (turn) => (turn % 11 === 10 ? 14 : 0));
  call(1_300, [checkout, pricing], 'POST', '/shop.Pricing/ApplyVoucher', (turn) => (turn % 3 === 2 ? 5 : 0));
  call(900, [checkout, payments], 'POST', '/charges', (turn) => (turn % 8 === 7 ? 500 : 201));
  call(1_100, [checkout, payments], 'GET', (turn) => `/charges/${number(turn)}`);
  tcp(700, [checkout, ordersDb]);
  call(1_000, [checkout, mailer], 'POST', '/messages', 202);
  call(900, [payments, ledger], 'POST', '/entries', 201);
  call(1_400, [payments, ledger], 'GET', (turn) => `/accounts/${number(turn)}/balance`);
  call(900, [payments, fraud], 'POST', '/payments.Fraud/Score');
  call(1_500, [payments, webhooks], 'POST', '/deliveries', 202);
  for (const scraped of [catalog, checkout, ledger]) call(2_000, [prometheus, scraped], 'GET', '/metrics');

  // The job that runs by the calendar, through its own sidecar.
  nightly(4_000, DEMO_EGRESS.reportsToPayments, (turn) => `/reports/2026-03-${10 + turn}`);
  nightly(4_000, DEMO_EGRESS.reportsToLedger, (turn) => `/accounts/${number(turn)}/balance`);
  tcp(4_000, [reports, ordersDb]);

  // What nobody should be granted: a pod without a sidecar, and a scanner that gets nowhere.
  const healthCheck = { from: uptime, to: webhooks, port: 8080, method: 'GET', path: '/healthz' };
  beat(1_000, () => mesh.call({ ...healthCheck, plaintext: true }));
  beat(4_000, () => mesh.refused({ from: uptime, to: mailer, port: 8080 }));
  for (const scanned of [web, cart, catalog]) call(1_200, [scanner, scanned], 'GET', probe, 404);
  call(2_500, [scanner, payments], 'GET', '/charges');
  tcp(3_000, [scanner, cache]);

  // The workload that appears late.
  call(450, [web, reviews], 'GET', (turn) => `/reviews/${number(turn)}`);
  call(1_800, [web, reviews], 'POST', '/reviews', 201);
  call(900, [catalog, reviews], 'GET', (turn) => `/ratings/${number(turn)}`);
  return beats;
}

function of<T>(turn: number, value: PerTurn<T>): T {
  return typeof value === 'function' ? (value as (turn: number) => T)(turn) : value;
}

function firstPort(pod: MeshPod): number {
  return pod.ports[0]?.number ?? 0;
}

function items(turn: number): string {
  return `/cart/${number(turn)}/items`;
}

function probe(turn: number): string {
  return `${PROBES[turn % PROBES.length]}?n=${turn}`;
}

/** Pages of the shop that visitors look at: few categories, many products. */
function page(turn: number): string {
  return turn % 4 === 1
    ? `/categories/${CATEGORIES[(turn >> 2) % CATEGORIES.length]}`
    : `/products/${number(turn)}?ref=${turn}`;
}

function number(turn: number): number {
  return 1_000 + ((turn * 7_919) % 9_000);
}

function hash(turn: number): string {
  return createHash('sha256').update(`image ${turn}`).digest('hex').slice(0, 32);
}

function uuid(turn: number): string {
  const digits = createHash('sha256').update(`order ${turn}`).digest('hex');
  const part = (from: number, to: number) => digits.slice(from, to);
  return `${part(0, 8)}-${part(8, 12)}-4${part(13, 16)}-a${part(17, 20)}-${part(20, 32)}`;
}
