import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { runRecommend } from '../../test/support/app-under-test.ts';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';

const CART = ['--workload', 'shop/cart'];
const LABELLED = [...CART, '--labels', 'app=cart,tier=back'];
const START = Date.UTC(2026, 5, 1);

interface Line {
  readonly seconds: number;
  readonly caller?: string | null;
  readonly path?: string;
  readonly code?: number;
}

/** A line of the JSON format that `setup --mode logs` asks for, as cart's proxy writes it. */
function line({ seconds, caller = 'web', path = '/cart', code = 200 }: Line): string {
  const peer = caller === null ? null : `spiffe://cluster.local/ns/shop/sa/${caller}`;
  return `${JSON.stringify({
    ...{
      start_time: new Date(START + seconds * 1000).toISOString(),
      method: 'GET',
      path,
      protocol: 'HTTP/1.1',
    },
    ...{ response_code: code, response_flags: '-', response_code_details: 'via_upstream', raw_path: path },
    ...{
      bytes_received: 0,
      bytes_sent: 3,
      duration: 1,
      peer,
      local: 'spiffe://cluster.local/ns/shop/sa/cart',
    },
    ...{
      upstream_cluster: 'inbound|8080||',
      downstream_local_address: '10.1.2.3:8080',
      log_type: 'DownstreamEnd',
    },
    ...{ downstream_remote_address: '10.1.9.9:50012', upstream_host: '10.1.2.3:8080', direction: 1 },
  })}\n`;
}

const LINES = [{ seconds: 0 }, { seconds: 60, caller: 'pay', path: '/cart/17' }, { seconds: 90, code: 500 }]
  .map(line)
  .join('');

describe('recommend', () => {
  it('withholds a policy where no labels are known, and ends with 1', async () => {
    const { code, stdout } = await runRecommend([...CART, '--draft', '--output', 'json'], LINES);
    const answer = JSON.parse(stdout);

    expect(code).toBe(1);
    expect(Object.keys(answer).toSorted()).toEqual(['accounting', 'edges', 'policies', 'withheld']);
    expect(answer.policies).toEqual([]);
    expect(answer.withheld).toEqual([
      {
        workload: 'Kubernetes/shop/cart',
        detail: 'callers',
        state: 'learning',
        reason: 'selector-unknown',
        why: expect.stringMatching(/label/),
        flow: null,
        gates: expect.arrayContaining([
          { id: 'labels', passed: false, why: expect.any(String), clearsAt: null },
          {
            id: 'age',
            passed: false,
            why: expect.any(String),
            clearsAt: expect.stringMatching(/^2026-06-1/),
          },
        ]),
      },
    ]);
    expect(answer.accounting).toEqual({
      ...{ received: 3, evidence: 2, kept: { failed: 1 }, dropped: {}, agentLines: 0, coverageAssumed: true },
    });
    expect(answer.edges).toHaveLength(2);
    expect(answer.edges[0]).toMatchObject({
      workload: 'Kubernetes/shop/cart',
      principal: 'cluster.local/ns/shop/sa/pay',
      path: '/cart/{*}',
      counts: { ok: 1, failed: 0, denied: 0 },
    });
  });

  it('gives a draft with the labels, a name and dry-run; nothing but YAML on stdout', async () => {
    const { code, stdout, stderr } = await runRecommend([...LABELLED, '--draft', '--detail', 'paths'], LINES);
    const [document, ...others] = parseAllDocuments(stdout).map((one) => one.toJS());

    expect(code).toBe(0);
    expect(others).toEqual([]);
    expect(document).toMatchObject({
      kind: 'AuthorizationPolicy',
      metadata: {
        name: 'leastpath-cart-draft',
        namespace: 'shop',
        annotations: { 'istio.io/dry-run': 'true' },
      },
      spec: {
        selector: { matchLabels: { app: 'cart', tier: 'back' } },
        action: 'ALLOW',
        rules: [
          { to: [{ operation: { ports: ['8080'], methods: ['GET'], paths: ['/cart/{*}'] } }] },
          { to: [{ operation: { ports: ['8080'], methods: ['GET'], paths: ['/cart'] } }] },
        ],
      },
    });
    expect(stderr).toMatch(/Kubernetes\/shop\/cart +learning +2 +draft/);
    expect(stderr).toContain('3 records: 2 evidence, 1 kept (1 failed), 0 dropped');
  });

  it('gives no draft unasked, and says what to type', async () => {
    const { code, stdout, stderr } = await runRecommend(LABELLED, LINES);

    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('withheld: not-stable');
    expect(stderr).toContain('--draft');
  });

  it('names the files of a directory that it left out', async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, 'cart.log'), LINES);
    for (const name of 'abcdef') await writeFile(join(folder.path, `${name}.txt`), 'no traffic\n');
    const { stderr } = await runRecommend([...LABELLED, folder.path]);

    expect(stderr).toMatch(/6 files left out, .*\/a\.txt, .*\/e\.txt, and 1 more\n/);
    expect(stderr).toContain('3 records: 2 evidence');
  });

  it('gives the policy itself when it is stable, here in scaled time', async () => {
    const lines = Array.from(
      { length: 90 },
      (_, day) => line({ seconds: day }) + line({ seconds: day, caller: 'pay' }),
    );
    const args = [...LABELLED, '--time-unit', '1s', '--output', 'json', '--trust-domain', 'cluster.local'];
    const { code, stdout } = await runRecommend(args, lines.join(''));
    const { policies, withheld } = JSON.parse(stdout);

    expect(code).toBe(0);
    expect(withheld).toEqual([]);
    expect(policies).toMatchObject([
      { workload: 'Kubernetes/shop/cart', detail: 'callers', state: 'stable', draft: false },
    ]);
    expect(policies[0].policy.metadata).toMatchObject({ name: 'leastpath-cart', namespace: 'shop' });
    expect(policies[0].policy.metadata.annotations).toBeUndefined();
    expect(parse(policies[0].yaml)).toEqual(policies[0].policy);
    expect(policies[0].yaml).toContain('Time is scaled');
  });

  it('splits the policies into files that kustomize takes, and leaves stdout alone', async () => {
    await using folder = await temporaryFolder();
    const split = join(folder.path, 'policies', 'here');
    const { code, stdout } = await runRecommend([...LABELLED, '--draft', '--split', split], LINES);

    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    const kustomization = parse(await readFile(join(split, 'kustomization.yaml'), 'utf8'));
    expect(kustomization).toMatchObject({
      kind: 'Kustomization',
      resources: [expect.stringContaining('cart')],
    });
    expect((await readdir(split)).toSorted()).toEqual(
      [...kustomization.resources, 'kustomization.yaml'].toSorted(),
    );
    const policy = parse(await readFile(join(split, kustomization.resources[0]), 'utf8'));
    expect(policy.metadata.name).toBe('leastpath-cart-draft');
  });

  it('says where it can’t write the files', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'a-file');
    await writeFile(file, '');
    const { code, stderr } = await runRecommend([...LABELLED, '--draft', '--split', file], LINES);

    expect(code).toBe(2);
    expect(stderr).toContain(`leastpath: --split ${file} can't be written`);
    expect(stderr).not.toContain('bug');
  });

  it('looks at one namespace only', async () => {
    const args = [...LABELLED, '--draft', '--output', 'json', '--namespace', 'payments'];
    const { code, stdout } = await runRecommend(args, LINES);

    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      edges: [],
      policies: [],
      withheld: [],
      accounting: { received: 3 },
    });
  });
});
