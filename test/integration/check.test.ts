import { chmod, readFile, stat } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../../src/cli/program.ts';
import { OVERFLOW_PATH } from '../../src/core/model/operation.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import { runProgram } from '../support/app-under-test.ts';
import { runHere } from '../support/program-here.ts';
import {
  DENIED,
  databaseOf,
  filesOf,
  flowText,
  policyText,
  storedOperation,
  storedWorkload,
} from '../support/review-inputs.ts';
import { commitOf } from '../support/store-arbitraries.ts';

async function check(
  files: Readonly<Record<string, string | Uint8Array>>,
  args: readonly string[] = ['--policies', 'p.yaml', '--traffic', 'flows.jsonl'],
  stdin = '',
) {
  await using folder = await filesOf(files);
  const named = args.map((arg) => (arg in files || arg === '.' ? folder.at(arg) : arg));
  const result =
    stdin === '' ? await runHere(['check', ...named]) : await runProgram(['check', ...named], stdin);
  const [json] = args.includes('json') ? [JSON.parse(result.stdout)] : [null];
  return { ...result, json, stderr: result.stderr.replaceAll(`${folder.path}/`, '') };
}

const JSON_OUTPUT = ['--policies', 'p.yaml', '--traffic', 'flows.jsonl', '--output', 'json'];

describe('check on flow lines', () => {
  it('ends with 0 and no data where all evidence is allowed', async () => {
    const { code, stdout, stderr } = await check({ 'p.yaml': policyText(), 'flows.jsonl': flowText({}, {}) });

    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain('of the evidence 2 allowed, 0 denied, 0 unknown');
  });

  it('ends with 1 and tells each denied group once: count, last seen, nearest rule and why', async () => {
    const flows = flowText(
      { caller: 'pay', path: '/cart/17?x=1', count: 3, minute: 5 },
      { caller: 'pay', path: '/cart/18', minute: 2 },
      { caller: 'web' },
    );
    const files = { 'p.yaml': policyText(), 'flows.jsonl': flows };
    const { code, json } = await check(files, JSON_OUTPUT);
    const table = await check(files);

    expect(code).toBe(1);
    expect(json.denied).toMatchObject([
      {
        workload: 'Kubernetes/shop/cart',
        principal: 'cluster.local/ns/shop/sa/pay',
        port: 8080,
        method: 'GET',
        path: '/cart/{*}',
        count: 4,
        lastSeen: '2026-03-02T10:05:00.000Z',
        by: null,
        why: expect.stringContaining('shop/cart'),
        nearest: { policy: 'shop/cart', rule: 0 },
        flow: { request: { path: '/cart/17' } },
      },
    ]);
    expect(json.totals.evidence).toEqual({ allow: 1, deny: 4, unknown: 0 });
    expect(table.code).toBe(1);
    expect(table.stdout.trim().split('\n')).toEqual([
      expect.stringMatching(/^NOW +CALL +COUNT +LAST SEEN +POLICY +WHY$/),
      expect.stringMatching(
        /^denied +cluster\.local\/ns\/shop\/sa\/pay → shop\/cart:8080 GET \/cart\/\{\*\} +4 +2026-03-02 10:05 +shop\/cart\[0\] +\S/,
      ),
    ]);
  });

  it('tells recorded denied calls that would be let in, and ends with 0', async () => {
    const flows = flowText({ caller: 'pay', ...DENIED }, { caller: 'web', ...DENIED, count: 7 });
    const { code, json } = await check({ 'p.yaml': policyText(), 'flows.jsonl': flows }, JSON_OUTPUT);

    expect(code).toBe(0);
    expect(json.denied).toEqual([]);
    expect(json.allowed).toMatchObject([
      { principal: 'cluster.local/ns/shop/sa/web', count: 7, by: { policy: 'shop/cart', rule: 0 } },
    ]);
    expect(json.totals.denied).toEqual({ allow: 7, deny: 1, unknown: 0 });
    expect(json.notes).toContain('the traffic holds no evidence: nothing was checked');
  });

  it('takes failed calls and rows of callers’ own proxies for no evidence', async () => {
    const flows = flowText(
      { caller: 'pay', status: 404 },
      { caller: 'pay', reporter: 'source', count: 2 },
      {},
    );
    const { code, json } = await check({ 'p.yaml': policyText(), 'flows.jsonl': flows }, JSON_OUTPUT);

    expect(code).toBe(0);
    expect(json.totals).toMatchObject({ evidence: { allow: 1, deny: 0, unknown: 0 }, failed: 1 });
    expect(json.traffic).toMatchObject({ calls: 4, sourceRows: 2 });
  });

  it('M1: an anonymous caller satisfies no principal', async () => {
    const { code, json } = await check(
      { 'p.yaml': policyText(), 'flows.jsonl': flowText({ caller: null }) },
      JSON_OUTPUT,
    );

    expect(code).toBe(1);
    expect(json.denied).toMatchObject([{ principal: null, anonymousReason: null, count: 1 }]);
  });

  it('judges a dry-run policy as if it were enforced, and says so', async () => {
    const files = { 'p.yaml': policyText({ dryRun: true }), 'flows.jsonl': flowText({ caller: 'pay' }) };
    const { code, stderr } = await check(files);

    expect(code).toBe(1);
    expect(stderr).toContain('1 dry-run policy is judged as if enforced: shop/cart');
  });

  it('says where it depends on labels that nobody named: 0, or 1 with --strict', async () => {
    const flows = flowText({ labels: null }, { labels: null, caller: 'pay' });
    const files = { 'p.yaml': policyText(), 'flows.jsonl': flows };
    const loose = await check(files, JSON_OUTPUT);
    const strict = await check(files, [...JSON_OUTPUT, '--strict']);

    expect([loose.code, strict.code]).toEqual([0, 1]);
    // Web is allowed with the policy and without it.
    expect(loose.json.totals.evidence).toEqual({ allow: 1, deny: 0, unknown: 1 });
    expect(loose.json.unknown).toMatchObject([
      { principal: 'cluster.local/ns/shop/sa/pay', by: null, why: expect.stringContaining('shop/cart') },
    ]);
  });

  it('takes the labels of an inventory where lines have none; what any pod refuses is refused', async () => {
    const pod = (name: string, version: string) => ({
      kind: 'Pod',
      metadata: { name, namespace: 'shop', labels: { app: 'cart', version } },
      spec: { serviceAccountName: 'cart' },
      status: { phase: 'Running', podIP: `10.0.0.${version}` },
    });
    const inventory = JSON.stringify({ kind: 'List', items: [pod('cart-1', '1'), pod('cart-2', '2')] });
    const canary = policyText({ name: 'canary', app: 'cart' }).replace('"app":"cart"', '"version":"2"');
    const files = {
      'p.yaml': canary,
      'inventory.json': inventory,
      'flows.jsonl': flowText({ labels: null, caller: 'pay' }),
    };
    const { code, json } = await check(files, [...JSON_OUTPUT, '--inventory', 'inventory.json']);

    expect(code).toBe(1);
    expect(json.denied).toMatchObject([{ flow: { destination: { labels: { app: 'cart', version: '2' } } } }]);
  });

  it('puts policies without a namespace where it is told to', async () => {
    const files = { 'p.yaml': policyText({ namespace: null }), 'flows.jsonl': flowText({ caller: 'pay' }) };
    const elsewhere = await check(files, JSON_OUTPUT);
    const here = await check(files, [...JSON_OUTPUT, '--namespace', 'shop']);

    expect([elsewhere.code, here.code]).toEqual([0, 1]);
    expect(elsewhere.json.policies.unattached).toEqual(['default/cart']);
  });

  it('reads gzip, directories and stdin', async () => {
    const flows = flowText({ caller: 'pay' });
    const files = { 'p.yaml': policyText(), 'flows.jsonl.gz': gzipSync(flows), 'in/a/flows.jsonl': flows };
    const zipped = await check(files, [
      '--policies',
      'p.yaml',
      '--traffic',
      'flows.jsonl.gz',
      '--output',
      'json',
    ]);
    const folder = await check(files, ['--policies', 'p.yaml', '--traffic', '.', '--output', 'json']);
    const piped = await check(files, ['--policies', 'p.yaml', '--traffic', '-', '--output', 'json'], flows);
    const unnamed = await check(files, ['--policies', 'p.yaml', '--output', 'json'], flows);

    expect(zipped.json.totals.evidence.deny).toBe(1);
    expect(folder.json.totals.evidence.deny).toBe(2);
    expect(piped.json.totals.evidence.deny).toBe(1);
    expect(unnamed.json).toEqual(piped.json);
  });

  it('counts lines that it can’t read, shows the first, and goes on', async () => {
    const flows = `${flowText({})}{"time":\n${flowText({ caller: 'pay' })}`;
    const { code, json, stderr } = await check({ 'p.yaml': policyText(), 'flows.jsonl': flows }, JSON_OUTPUT);

    expect(code).toBe(1);
    expect(json.traffic).toMatchObject({ lines: 3, unreadable: 1, firstUnreadable: [{ reason: /JSON/ }] });
    expect(stderr).toMatch(/flows\.jsonl:2: /);
  });
});

describe('check on what can’t be judged', () => {
  it('names a policy that Istio would refuse, leaves it out and ends with 1', async () => {
    const refused = policyText({ name: 'bad', paths: ['/a/{*}.txt'] });
    const files = { 'p.yaml': `${policyText()}---\n${refused}`, 'flows.jsonl': flowText({}) };
    const { code, json, stderr } = await check(files, JSON_OUTPUT);

    expect(code).toBe(1);
    expect(json.policies).toMatchObject({
      judged: 1,
      rejected: [{ policy: 'shop/bad', line: 3, errors: [{ path: expect.stringContaining('paths') }] }],
    });
    expect(stderr).toMatch(/p\.yaml:3: Istio would refuse shop\/bad: spec\.rules\[0\]/);
  });

  it('judges the documents that can be read, then ends with 3', async () => {
    const files = {
      'p.yaml': `${policyText()}---\nkind: [AuthorizationPolicy\n`,
      'flows.jsonl': flowText({ caller: 'pay' }),
    };
    const { code, json, stderr } = await check(files, JSON_OUTPUT);

    expect(code).toBe(3);
    expect(json.denied).toHaveLength(1);
    expect(json.policies.unreadable).toMatchObject([
      { line: expect.any(Number), message: expect.any(String) },
    ]);
    expect(stderr).toMatch(/p\.yaml:\d+: /);
  });

  it('ends with 3 where a file of traffic is damaged, after the rest was judged', async () => {
    const cut = gzipSync(flowText({ caller: 'pay' })).map((byte, i) => (i > 20 ? byte ^ 0xff : byte));
    const files = { 'p.yaml': policyText(), 'flows.jsonl': flowText({}), 'cut.jsonl.gz': cut };
    const { code, json } = await check(files, [
      ...JSON_OUTPUT,
      '--format',
      'flows',
      '--traffic',
      'cut.jsonl.gz',
    ]);

    expect(code).toBe(3);
    expect(json.totals.evidence.allow).toBe(1);
    expect(json.traffic.failures).toHaveLength(1);
  });

  it.each([
    ['traffic that is none', { 'p.yaml': policyText(), 'flows.jsonl': 'no traffic\n' }, 3],
    [
      'no policy',
      { 'p.yaml': 'kind: ConfigMap\napiVersion: v1\nmetadata: {name: a}\n', 'flows.jsonl': flowText({}) },
      3,
    ],
  ])('ends with 3 for %s', async (_, files, expected) => {
    const { code, stderr } = await check(files);

    expect(code).toBe(expected);
    expect(stderr).toMatch(/there is no (traffic|AuthorizationPolicy) in/);
  });

  it.each([
    [['--traffic', 'flows.jsonl'], /--policies/],
    [['--policies', 'p.yaml', '--traffic', 'missing.jsonl'], /missing\.jsonl/],
    [['--policies', 'missing.yaml', '--traffic', 'flows.jsonl'], /missing\.yaml/],
    [['--policies', 'p.yaml', '--traffic', 'flows.jsonl', '--output', 'xml'], /--output/],
    [['--policies', 'p.yaml', '--database', 'missing.db'], /missing\.db/],
    [['--policies', 'p.yaml', '--traffic', 'flows.jsonl', '--format', 'pcap'], /--format/],
  ])('refuses %j before anything is said', async (args, said) => {
    await using folder = await filesOf({ 'p.yaml': policyText(), 'flows.jsonl': flowText({}) });
    const named = args.map((arg) => (/\.(yaml|jsonl|db)$/.test(arg) ? folder.at(arg) : arg));
    const program = createProgram(AbortSignal.abort());
    for (const command of program.commands) command.configureOutput({ writeErr: () => undefined });
    const refused = program.parseAsync(['node', 'leastpath', 'check', ...named]);

    await expect(refused).rejects.toMatchObject({
      message: expect.stringMatching(said),
      code: expect.stringMatching(/^(invalid|not-found|commander\..*)$/),
    });
  });
});

describe('check on a database of serve', () => {
  const template = storedOperation({ path: '/cart/{*}', literals: ['/cart/1', '/cart/2'] });

  async function checkStored(
    operations: Parameters<typeof databaseOf>[1],
    policy: Parameters<typeof policyText>[0],
    workload = storedWorkload(),
  ) {
    await using folder = await filesOf({ 'p.yaml': policyText(policy) });
    await databaseOf(folder.at('l.db'), operations, workload);
    const args = [
      'check',
      '--policies',
      folder.at('p.yaml'),
      '--database',
      folder.at('l.db'),
      '--output',
      'json',
    ];
    const { code, stdout } = await runHere(args);
    return { code, json: JSON.parse(stdout) };
  }

  it('tells what would be denied, and leaves the file as it is', async () => {
    await using folder = await filesOf({ 'p.yaml': policyText({ callers: ['pay'] }) });
    await databaseOf(folder.at('l.db'), [storedOperation()]);
    const before = {
      bytes: await readFile(folder.at('l.db')),
      time: (await stat(folder.at('l.db'))).mtimeMs,
    };
    await chmod(folder.at('l.db'), 0o444);
    const args = [
      'check',
      '--policies',
      folder.at('p.yaml'),
      '--database',
      folder.at('l.db'),
      '--output',
      'json',
    ];
    const { code, stdout } = await runHere(args);

    expect(code).toBe(1);
    expect(JSON.parse(stdout).denied).toMatchObject([{ count: 5, path: '/cart' }]);
    expect({
      bytes: await readFile(folder.at('l.db')),
      time: (await stat(folder.at('l.db'))).mtimeMs,
    }).toEqual(before);
  });

  it.each<[string, Parameters<typeof policyText>[0], number, string, RegExp | null]>([
    ['all of its kept paths are denied', { paths: ['/pay'] }, 1, 'denied', null],
    ['one of its kept paths is denied', { paths: ['/cart/1'] }, 1, 'denied', /1 of its 2 kept paths/],
    ['paths that were not kept are denied', { paths: ['/cart/1', '/cart/2'] }, 0, 'unknown', /not kept/],
  ])('says of a template where %s', async (_, policy, expected, list, part) => {
    const { code, json } = await checkStored([template], policy);

    expect(code).toBe(expected);
    expect(json[list]).toMatchObject([
      { path: '/cart/{*}', count: 5, part: part === null ? null : expect.stringMatching(part) },
    ]);
  });

  it('allows a template that a policy contains, and a policy that asks for no path', async () => {
    for (const policy of [{ paths: ['/cart/{*}'] }, { paths: ['/{*}/{*}'] }, { paths: ['/cart*'] }, {}]) {
      expect(await checkStored([template], policy)).toMatchObject({
        code: 0,
        json: { unknown: [], denied: [] },
      });
    }
  });

  it('denies a template of which no path was kept where the policies know none of its paths', async () => {
    const secret = storedOperation({ path: '/cart/{*}', literals: [] });

    expect(await checkStored([secret], { paths: ['/pay'] })).toMatchObject({ code: 1 });
    expect(await checkStored([secret], { paths: ['/cart/17'] })).toMatchObject({
      code: 0,
      json: { unknown: [{ path: '/cart/{*}' }] },
    });
  });

  it('says of what was counted together that it can’t be said', async () => {
    const { code, json } = await checkStored([storedOperation({ path: OVERFLOW_PATH })], {});

    expect(code).toBe(0);
    expect(json.unknown).toMatchObject([
      { path: OVERFLOW_PATH, flow: null, why: expect.stringContaining('cap') },
    ]);
  });

  it('K3: judges through a waypoint by the Service', async () => {
    const workload = storedWorkload({
      key: { cluster: 'Kubernetes', namespace: 'shop', name: 'service:cart' },
      plane: 'waypoint',
      labels: null,
    });
    const { code } = await checkStored([storedOperation()], { callers: ['pay'] }, workload);

    // A selector attaches to no waypoint.
    expect(code).toBe(0);
  });

  it('reads what was stored last while serve has it open', async () => {
    await using folder = await filesOf({ 'p.yaml': policyText({ callers: ['pay'] }) });
    await databaseOf(folder.at('l.db'), []);
    await using store = await openSqliteStore(folder.at('l.db'), { migrate: false });
    await store.commit(
      commitOf({ operations: [{ workload: 'Kubernetes/shop/cart', operation: storedOperation() }] }),
    );
    const args = ['check', '--policies', folder.at('p.yaml'), '--database', folder.at('l.db')];

    expect(await runHere(args)).toMatchObject({ code: 1, stdout: expect.stringContaining('GET /cart ') });
  });

  it('asks to migrate a database of an older schema, and changes nothing', async () => {
    await using folder = await filesOf({ 'p.yaml': policyText() });
    await databaseOf(folder.at('l.db'), []);
    const older = new Database(folder.at('l.db'));
    older.pragma('user_version = 0');
    older.pragma('wal_checkpoint(truncate)');
    older.close();
    const args = ['check', '--policies', folder.at('p.yaml'), '--database', folder.at('l.db')];

    expect(await runHere(args)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('leastpath migrate'),
    });
  });

  it('refuses what is no database of ours with 3', async () => {
    const { code, stderr } = await check({ 'p.yaml': policyText(), 'l.db': 'nothing of the kind' }, [
      ...['--policies', 'p.yaml', '--database', 'l.db'],
    ]);

    expect(code).toBe(3);
    expect(stderr).toContain('is not a leastpath database');
  });
});

describe('check on access logs', () => {
  it('reads what recommend reads', async () => {
    const log = 'test/fixtures/logs/istio-json.log';
    const inventory = 'test/fixtures/logs/inventory.yaml';
    const files = { 'p.yaml': policyText({ namespace: null, app: null, callers: ['nobody'] }) };
    const { code, json } = await check(files, [
      ...['--policies', 'p.yaml', '--traffic', log, '--inventory', inventory, '--namespace', 'istio-system'],
      ...['--output', 'json'],
    ]);

    expect(code).toBe(1);
    expect(json.totals.evidence.allow).toBe(0);
    expect(json.totals.evidence.deny).toBeGreaterThan(0);
    expect(json.workloads.length).toBeGreaterThan(1);
  });
});

it('writes a report for CI: a case a workload, one a document', async () => {
  const files = {
    'p.yaml': `${policyText()}---\n${policyText({ name: 'bad', paths: [''] })}`,
    'flows.jsonl': flowText({ caller: 'pay', path: '/a&b' }, { workload: 'web', labels: { app: 'web' } }),
  };
  const args = ['--policies', 'p.yaml', '--traffic', 'flows.jsonl', '--output', 'junit'];
  const { code, stdout } = await check(files, args);

  expect(code).toBe(1);
  expect(stdout).toContain(
    '<testcase classname="leastpath.check.shop" name="Kubernetes/shop/web" time="0"/>',
  );
  expect(stdout).toMatch(
    /<testcase classname="leastpath\.check\.shop" name="Kubernetes\/shop\/cart" time="0">\n +<failure /,
  );
  expect(stdout).toContain('GET /a&amp;b (');
  expect(stdout).toMatch(
    /<testcase classname="leastpath\.check\.policies" name="[^"]+:3 shop\/bad" time="0">/,
  );
});
