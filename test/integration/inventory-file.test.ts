import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Inventory } from '../../src/core/model/inventory.ts';
import { inventoryFile } from '../../src/kube/inventory-file.ts';
import { eventually } from '../support/eventually.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

function podYaml(name: string): string {
  return `apiVersion: v1
kind: Pod
metadata: {name: ${name}, namespace: shop, labels: {app: ${name}}}
spec: {serviceAccountName: ${name}}
status: {podIP: 10.1.2.3, startTime: "2026-03-01T00:00:00Z", phase: Running}
`;
}

it('is read again when it changes, and a broken one leaves the last in use', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'inventory.yaml');
  await writeFile(path, podYaml('web'));
  const used: string[] = [];
  const failures: unknown[] = [];
  const use = ({ pods }: Inventory) => void used.push(pods.map(({ name }) => name).join());

  await using _ = await inventoryFile(path, { cluster: 'Kubernetes' }).follow(use, (error) =>
    failures.push(error),
  );
  expect(used).toEqual(['web']);

  await writeFile(path, `${podYaml('web')}---\n${podYaml('cart').replace('10.1.2.3', '10.1.2.4')}`);
  await eventually(
    async () => used,
    (all) => all.length === 2,
  );
  expect(used[1]).toBe('web,cart');

  await writeFile(path, 'kind: Pod\nmetadata: {name: [}\n');
  await eventually(
    async () => failures,
    (all) => all.length === 1,
  );
  expect(String(failures[0])).toContain('inventory.yaml');
  expect(used).toHaveLength(2);
});

it('throws when there is nothing to begin with', async () => {
  const source = inventoryFile('no-such-inventory.yaml', { cluster: 'Kubernetes' });
  const follow = source.follow(
    () => undefined,
    () => undefined,
  );

  await expect(follow).rejects.toMatchObject({ code: 'invalid' });
});
