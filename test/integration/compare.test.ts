import { describe, expect, it } from 'vitest';
import { runHere } from '../support/program-here.ts';
import { databaseOf, filesOf, flowText, policyText, storedOperation } from '../support/review-inputs.ts';

type Files = Readonly<Record<string, string>>;

async function compare(files: Files, ...args: readonly string[]) {
  await using folder = await filesOf(files);
  const named = args.map((arg) => (arg in files ? folder.at(arg) : arg));
  const sides = ['--from', folder.at('from'), '--to', folder.at('to')];
  const result = await runHere(['compare', ...sides, ...named]);
  return { ...result, json: named.includes('json') ? JSON.parse(result.stdout) : null };
}

const JSON_OUTPUT = ['--output', 'json'];
const both = (from: string, to: string): Files => ({ 'from/p.yaml': from, 'to/p.yaml': to });

describe('compare', () => {
  it('says equal where only words differ', async () => {
    const from = policyText({ methods: ['GET', 'POST'], callers: ['web', 'pay'] });
    const to = policyText({ methods: ['POST', 'GET'], callers: ['pay', 'web'], name: 'other' });
    const { code, stdout, json } = await compare(both(from, to), ...JSON_OUTPUT);
    const table = await compare(both(from, to));

    expect({ code, stdout: stdout === '' }).toEqual({ code: 0, stdout: false });
    expect(json.workloads).toMatchObject([{ equal: true, differences: [], undecided: [] }]);
    expect(table.stdout).toMatch(/^Kubernetes\/shop\/\(app=cart\) +equal\n$/);
  });

  it('ends with 1 where something is newly denied, with a request that shows it', async () => {
    const files = both(policyText({ methods: ['GET', 'POST'] }), policyText({ methods: ['GET'] }));
    const { code, json } = await compare(files, ...JSON_OUTPUT);

    expect(code).toBe(1);
    expect(json.totals).toMatchObject({ 'newly-denied': 1, 'newly-allowed': 0, equal: 0 });
    expect(json.workloads[0].differences).toMatchObject([
      {
        change: 'newly-denied',
        flow: {
          source: { principal: 'cluster.local/ns/shop/sa/web' },
          destination: { namespace: 'shop', labels: { app: 'cart' }, port: 8080 },
          request: { method: 'POST' },
        },
        from: { verdict: 'allow', by: { policy: 'shop/cart', rule: 0 }, why: expect.any(String) },
        to: { verdict: 'deny', by: null, why: expect.any(String) },
      },
    ]);
  });

  it('ends with 1 where something is newly allowed, unless that is accepted', async () => {
    const files = both(policyText(), policyText({ callers: ['web', 'pay'] }));

    expect(await compare(files)).toMatchObject({ code: 1, stdout: expect.stringContaining('newly-allowed') });
    expect(await compare(files, '--allow-new')).toMatchObject({ code: 0 });
  });

  it('V1: taking the last policy away lets everybody in', async () => {
    const { code, json } = await compare(
      { 'from/p.yaml': policyText(), 'to/other.yaml': policyText({ name: 'web', app: 'web' }) },
      ...['--allow-new', ...JSON_OUTPUT],
    );

    expect(code).toBe(1);
    expect(json.workloads).toMatchObject([
      { workload: 'Kubernetes/shop/(app=cart)', differences: [{ change: 'newly-allowed' }, ...Array(0)] },
      { workload: 'Kubernetes/shop/(app=web)', differences: [{ change: 'newly-denied' }] },
    ]);
  });

  it('asks about the workloads of the traffic, and shows the recorded calls that fall in the difference', async () => {
    const files = {
      ...both(policyText({ callers: ['web', 'pay'] }), policyText({ callers: ['web'] })),
      'flows.jsonl': flowText({ caller: 'pay', path: '/cart/17', count: 3 }, { caller: 'web' }),
    };
    const { code, json } = await compare(files, '--traffic', 'flows.jsonl', ...JSON_OUTPUT);

    expect(code).toBe(1);
    expect(json.workloads).toMatchObject([
      {
        workload: 'Kubernetes/shop/cart',
        differences: [{ change: 'newly-denied' }],
        recorded: [
          {
            change: 'newly-denied',
            principal: 'cluster.local/ns/shop/sa/pay',
            path: '/cart/{*}',
            counts: { ok: 3, failed: 0, denied: 0 },
            from: { verdict: 'allow' },
            to: { verdict: 'deny' },
          },
        ],
      },
    ]);
  });

  it('reads a database, and the workloads of an inventory', async () => {
    const pod = {
      kind: 'Pod',
      metadata: { name: 'pay-1', namespace: 'shop', labels: { app: 'pay' } },
      spec: { serviceAccountName: 'pay' },
      status: { phase: 'Running', podIP: '10.0.0.1' },
    };
    await using folder = await filesOf({
      'from/p.yaml': policyText({ app: null }),
      'to/p.yaml': policyText({ app: null, callers: ['pay'] }),
      'inventory.json': JSON.stringify(pod),
    });
    await databaseOf(folder.at('l.db'), [storedOperation()]);
    const { stdout } = await runHere([
      ...['compare', '--from', folder.at('from'), '--to', folder.at('to'), '--database', folder.at('l.db')],
      ...['--inventory', folder.at('inventory.json'), ...JSON_OUTPUT],
    ]);

    const [cart, pay] = JSON.parse(stdout).workloads;
    expect(cart).toMatchObject({ workload: 'Kubernetes/shop/cart', recorded: [{ counts: { ok: 5 } }] });
    expect(pay).toMatchObject({ workload: 'Kubernetes/shop/pay', recorded: [] });
    expect(pay.differences.map(({ change }: { change: string }) => change).sort()).toEqual([
      'newly-allowed',
      'newly-denied',
    ]);
  });

  it('doesn’t call fine what it can’t decide', async () => {
    const custom = policyText({ name: 'ext', callers: [], action: 'CUSTOM' }).replace(
      '"action":"CUSTOM"',
      '"action":"CUSTOM","provider":{"name":"opa"}',
    );
    const files = both(policyText(), `${policyText()}---\n${custom}`);
    const { code, json } = await compare(files, ...JSON_OUTPUT);

    expect(code).toBe(1);
    expect(json.workloads).toMatchObject([
      { equal: false, undecided: [expect.stringMatching(/shop\/ext.* opa/)] },
    ]);
    expect(await compare(files, '--allow-undecided')).toMatchObject({ code: 0 });
  });

  it('takes a side without policies, and refuses two', async () => {
    const cart = policyText();
    const empty = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n';

    expect(await compare(both(empty, cart))).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('from: there is no AuthorizationPolicy: everything is allowed'),
    });
    expect(await compare(both(empty, empty))).toMatchObject({ code: 3 });
  });

  it('ends with 3 after the readable documents were compared', async () => {
    const { code, json } = await compare(both(policyText(), `${policyText()}---\n}`), ...JSON_OUTPUT);

    expect(code).toBe(3);
    expect(json.workloads).toMatchObject([{ equal: true }]);
    expect(json.to.unreadable).toHaveLength(1);
  });

  it('ends with 1 where Istio would refuse a policy of the new side only', async () => {
    const refused = `${policyText()}---\n${policyText({ name: 'bad', paths: [''] })}`;

    expect(await compare(both(policyText(), refused))).toMatchObject({ code: 1 });
    expect(await compare(both(refused, policyText()))).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('shop/bad'),
    });
  });

  it('writes a report for CI', async () => {
    const files = both(policyText({ methods: ['GET', 'POST'] }), policyText({ methods: ['GET'] }));
    const { stdout } = await compare(files, '--output', 'junit');

    expect(stdout).toMatch(
      /<testcase classname="leastpath\.compare\.shop" name="Kubernetes\/shop\/\(app=cart\)"/,
    );
    expect(stdout).toContain('<failure message="1 newly denied, 0 newly allowed, 0 undecided"');
  });
});
