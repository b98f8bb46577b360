import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runRecommend } from '../support/app-under-test.ts';
import type { ActualEdge } from '../support/expected-edges.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const SNI = 'outbound_.8080_._.cart.shop.svc.cluster.local';

function pod(name: string, app: string, ip: string, from: string, to: string | null): string {
  return `
- apiVersion: v1
  kind: Pod
  metadata:
    name: ${name}
    namespace: shop
    labels: {app: ${app}}${to === null ? '' : `\n    deletionTimestamp: "${to}"`}
  spec: {serviceAccountName: ${app}}
  status: {podIP: ${ip}, podIPs: [{ip: ${ip}}], startTime: "${from}", phase: Running}`;
}

const INVENTORY = `apiVersion: v1
kind: List
items:${pod('cart-1', 'cart', '10.1.2.3', '2026-03-01T00:00:00Z', null)}${pod('first-1', 'first', '10.1.9.9', '2026-03-01T00:00:00Z', '2026-03-02T10:00:00Z')}${pod('second-1', 'second', '10.1.9.9', '2026-03-02T11:00:00Z', null)}
`;

function line(time: string, path: string): string {
  return (
    `[${time}] "GET ${path} HTTP/1.1" 200 - via_upstream - "-" 0 12 3 2 "-" "curl/8.4" "r1" "cart.shop:8080" ` +
    `"10.1.2.3:8080" inbound|8080|| 127.0.0.6:41001 10.1.2.3:8080 10.1.9.9:50012 ${SNI} default`
  );
}

it('asks who had the address when the call began: the first pod, no one, the second', async () => {
  await using folder = await temporaryFolder();
  const inventory = join(folder.path, 'inventory.yaml');
  await writeFile(inventory, INVENTORY);
  const lines = [
    line('2026-03-02T11:30:00.000Z', '/after'),
    line('2026-03-02T10:30:00.000Z', '/in-the-gap'),
    line('2026-03-02T09:30:00.000Z', '/before'),
    // Began while the first pod lived, and ended in the gap.
    line('2026-03-02T09:59:59.999Z', '/last'),
    line('2026-03-02T10:00:00.000Z', '/first-in-the-gap'),
    line('2026-03-02T11:00:00.000Z', '/first-after'),
  ];

  const args = ['-', '--inventory', inventory, '--draft', '--output', 'json'];
  const { stdout, stderr } = await runRecommend(args, `${lines.join('\n')}\n`);
  const { edges } = JSON.parse(stdout || '{"edges":[]}') as { edges: ActualEdge[] };

  const callers = Object.fromEntries(
    edges.map((edge) => [edge.path, edge.principal ?? edge.anonymousReason]),
  );
  expect(callers, stderr).toEqual({
    '/before': 'cluster.local/ns/shop/sa/first',
    '/last': 'cluster.local/ns/shop/sa/first',
    '/in-the-gap': 'unknown-address',
    '/first-in-the-gap': 'unknown-address',
    '/first-after': 'cluster.local/ns/shop/sa/second',
    '/after': 'cluster.local/ns/shop/sa/second',
  });
});
