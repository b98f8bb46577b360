import type { z } from 'zod';
import { Problem } from '../../src/http/dto.ts';
import { OPERATIONS, type Operation } from '../../src/http/operations.ts';
import { edge, type FakeMesh, fakeMesh, gatesFailing, NOW, readiness, report } from './fake-mesh.ts';
import { type HttpWorld, httpWorld } from './http-world.ts';

export const CART = 'Kubernetes/shop/cart';
const LEARNING = readiness(
  'learning',
  gatesFailing({ age: { why: '6.5 of 14 covered days', clearsAt: NOW + 1000 } }),
);

/** Four workloads: learning, withheld, stable at callers only, and a Service. */
export function apiShop(): FakeMesh {
  return fakeMesh({
    reports: [
      report('Kubernetes/bank/ledger', 'learning', {
        readiness: { callers: LEARNING, methods: LEARNING, paths: LEARNING },
      }),
      report('Kubernetes/bank/vault', 'stabilising'),
      report(CART, 'stable', {
        readiness: { callers: readiness('stable'), methods: LEARNING, paths: readiness('no-data') },
      }),
      report('Kubernetes/shop/service:web', 'stable', { lastDayRequests: 1900, coverageShare: 0.5 }),
    ],
    edges: new Map([
      [
        CART,
        [
          edge('cluster.local/ns/shop/sa/web', { method: 'POST', path: '/cart' }),
          edge('cluster.local/ns/shop/sa/web', { method: 'GET', path: '/cart' }),
          edge('cluster.local/ns/shop/sa/api', { protocol: 'grpc', thin: true }),
          edge(null),
          edge('cluster.local/ns/shop/sa/web', { protocol: 'tcp', port: 443 }),
        ],
      ],
    ]),
    withheld: new Map([
      ['Kubernetes/bank/vault', { reason: 'selector-unknown', why: 'no reporter said a label', flow: null }],
    ]),
    findings: [
      { id: 'f1', severity: 'critical', workload: CART, title: 't', why: 'w', whatToDo: 'd', rows: ['r'] },
      { id: 'f2', severity: 'info', workload: null, title: 't', why: 'w', whatToDo: 'd', rows: [] },
    ],
    counters: [
      { source: 'als', disposition: { kind: 'evidence' }, count: 70 },
      { source: 'als', disposition: { kind: 'kept', reason: 'failed' }, count: 20 },
      { source: 'log', disposition: { kind: 'dropped', reason: 'unparsable-line' }, count: 10 },
    ],
  });
}

export interface Api extends HttpWorld {
  get(path: string, init?: RequestInit): Promise<Answer>;
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: the schema of the operation has checked it
  readonly body: any;
}

/** Answers of a shop, each checked against what the API document says of its operation. */
export async function openApi(over: Parameters<typeof httpWorld>[0] = {}): Promise<Api> {
  const world = await httpWorld({ mesh: apiShop(), ...over });
  const get = async (path: string, init?: RequestInit) => {
    const response = await fetch(`${world.url}${path}`, init);
    const text = await response.text();
    const json = response.headers.get('content-type')?.includes('json');
    const body = json ? JSON.parse(text) : text;
    if (json) schemaFor(path, response.status)?.parse(body);
    return { status: response.status, headers: response.headers, body };
  };
  return { ...world, get, [Symbol.asyncDispose]: world[Symbol.asyncDispose] };
}

function schemaFor(path: string, status: number): z.ZodType | undefined {
  if (status >= 400 && !path.startsWith('/readyz')) return Problem;
  const { pathname } = new URL(path, 'http://x');
  const found = Object.values<Operation>(OPERATIONS).find((operation) => {
    return new RegExp(`^${operation.path.replace(/\{\w+\}/g, '[^/]+')}$`).test(pathname);
  });
  return typeof found?.answer === 'object' ? found.answer : undefined;
}
