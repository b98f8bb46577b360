import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProgram } from '../support/app-under-test.ts';

const MAIN = resolve(import.meta.dirname, '../../src/main.ts');
const FIXTURES = resolve(import.meta.dirname, '../fixtures/authz');

/** `leastpath explain` as a process of its own. */
const explain = (args: readonly string[], stdin = '') => runProgram(['explain', ...args], stdin);

const answersOf = ({ stdout }: { readonly stdout: string }) =>
  stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'leastpath-explain-'));
});
afterAll(() => rmSync(root, { recursive: true }));

function put(name: string, content: string | Uint8Array): string {
  const file = join(root, name);
  writeFileSync(file, content);
  return file;
}

const CART = `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: cart, namespace: shop }
spec:
  selector: { matchLabels: { app: cart } }
  rules:
    - from: [{ source: { principals: [cluster.local/ns/shop/sa/web] } }]
      to: [{ operation: { ports: ["8080"], methods: [GET], paths: ["/cart/{*}", /checkout] } }]
`;

const flow = (path: string, more: object = {}) => ({
  source: { principal: 'cluster.local/ns/shop/sa/web', address: '10.1.2.3' },
  destination: { namespace: 'shop', workload: 'cart', labels: { app: 'cart' }, port: 8080 },
  protocol: 'http',
  request: { method: 'GET', path },
  ...more,
});
const lines = (...flows: unknown[]) => flows.map((one) => `${JSON.stringify(one)}\n`).join('');

describe('explain', () => {
  it.each(['corpus', 'ztunnel'])('agrees with Istio and Envoy on all of %s (B7)', async (name) => {
    const file = join(FIXTURES, `${name}.jsonl.gz`);
    const expected = gunzipSync(readFileSync(file)).toString().trim().split('\n');
    const run = await explain(['--complete', '--flows', file]);
    const answers = answersOf(run);

    expect(run).toMatchObject({ code: 0 });
    expect(answers.length).toBe(expected.length);
    const wrong = expected.flatMap((text, i) => {
      const line = JSON.parse(text);
      const { id, verdict, by } = answers[i];
      const sameRule = !('by' in line) || policyAndRule(by, name) === policyAndRule(line.by, name);
      return id === line.id && verdict === line.verdict && sameRule ? [] : [{ text, answer: answers[i] }];
    });
    expect(wrong).toEqual([]);
    expect(answers.every(({ why }) => typeof why === 'string' && why.length > 10)).toBe(true);
    expect(run.stderr).toMatch(/^\d+ allow, \d+ deny, 0 unknown\n$/);
  });

  it('answers flow lines in their order, with what decided', async () => {
    const policies = put('cart.yaml', CART);
    const run = await explain(
      ['--policies', policies, '--flows', '-'],
      lines(
        { ...flow('/cart/17?x=1'), id: 'first' },
        flow('/admin'),
        flow('/cart/1', { request: { method: 'GET' } }),
      ),
    );
    expect(run.code).toBe(0);
    expect(answersOf(run)).toEqual([
      {
        id: 'first',
        verdict: 'allow',
        by: { policy: 'shop/cart', rule: 0 },
        why: 'rule[0] of the ALLOW policy shop/cart lets it in',
      },
      {
        verdict: 'deny',
        by: null,
        why: expect.stringContaining('path is /admin, the rule allows /cart/{*} or /checkout'),
        nearest: {
          policy: 'shop/cart',
          rule: 0,
          mismatches: [
            {
              field: 'paths',
              expected: ['/cart/{*}', '/checkout'],
              actual: '/admin',
              words: 'path is /admin, the rule allows /cart/{*} or /checkout',
            },
          ],
        },
      },
      { verdict: 'unknown', by: null, why: expect.stringContaining('asks for request.path (paths)') },
    ]);
  });

  it('takes one flow, and speaks to people when asked', async () => {
    const policies = put('cart.yaml', CART);
    const one = JSON.stringify(flow('/cart/'));
    const run = await explain(['--policies', policies, '--flow', one, '--output', 'table']);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toContain('DENY    cluster.local/ns/shop/sa/web → shop/cart:8080 http GET /cart/');
    expect(run.stdout).toContain('path is /cart/, the rule allows /cart/{*} or /checkout');
  });

  it('counts lines that cannot be read and answers the others', async () => {
    const policies = put('cart.yaml', CART);
    const bad = ['nonsense', '{"destination":{"port":1}}', '{"policies":[{"kind":"Pod"}],"flow":{}}'];
    const text = `${bad.join('\n')}\n${lines(flow('/checkout'))}`;
    const run = await explain(['--policies', policies, '--flows', put('mixed.gz', gzipSync(text))]);
    expect(run.code).toBe(0);
    expect(answersOf(run)).toMatchObject([{ verdict: 'allow' }]);
    expect(run.stderr).toMatch(
      /3 of 4 lines could not be read:\n.*mixed\.gz:1: .*\n.*:2: protocol is missing\n.*:3: /,
    );
  });

  it('judges with the readable policies, then ends with 3', async () => {
    const policies = put('broken.yaml', `${CART}---\nkind: [\n---\n${CART.replace('GET', "''")}`);
    const run = await explain(['--policies', policies, '--flows', '-'], lines(flow('/checkout')));
    expect(answersOf(run)).toMatchObject([{ verdict: 'allow' }]);
    expect(run.code).toBe(3);
    expect(run.stderr).toMatch(/broken\.yaml:\d+: /);
  });

  it('judges without the policies that Istio would refuse, then ends with 1', async () => {
    const policies = put(
      'refused.yaml',
      `${CART}---\n${CART.replace('GET', "''").replace('name: cart', 'name: other')}`,
    );
    const run = await explain(['--policies', policies, '--flows', '-'], lines(flow('/checkout')));
    expect(answersOf(run)).toMatchObject([{ verdict: 'allow' }]);
    expect(run.code).toBe(1);
    expect(run.stderr).toMatch(/refused\.yaml:\d+: Istio would refuse /);
  });

  it.each<[what: string, code: number, args: string[], said: RegExp]>([
    ['no flow at all', 2, [], /there is no flow/],
    ['a file that does not exist', 2, ['--flows', '/nowhere.jsonl'], /nowhere\.jsonl does not exist/],
    ['an unreadable flow', 3, ['--flow', '{"protocol":"http"}'], /--flow: destination is missing/],
    [
      'a flow that no policies are given for',
      3,
      ['--flow', JSON.stringify(flow('/'))],
      /carries no policies/,
    ],
    ['nothing that could be read', 3, ['--flows', MAIN], /no flow could be read/],
  ])('ends for %s with %i', async (_, code, args, said) => {
    const run = await explain(args);
    expect(run).toMatchObject({ code, stdout: '' });
    expect(run.stderr).toMatch(said);
  });

  it('answers each line at once when they are piped in', async () => {
    const child = spawn(process.execPath, [
      MAIN,
      'explain',
      '--policies',
      put('cart.yaml', CART),
      '--flows',
      '-',
    ]);
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      // The next question is asked only when this one is answered.
      if (said.split('\n').length === 2) child.stdin.end(lines(flow('/admin')));
    });
    child.stdin.write(lines(flow('/checkout')));
    await new Promise((ended) => child.once('close', ended));
    expect(answersOf({ stdout: said })).toMatchObject([{ verdict: 'allow' }, { verdict: 'deny' }]);
  });
});

/** ztunnel's `by` has no rule; a corpus may say one. */
function policyAndRule(by: { policy: string; rule: number | null } | null, corpus: string): string {
  if (by === null) return 'none';
  return corpus === 'ztunnel' ? by.policy : `${by.policy} ${by.rule}`;
}
