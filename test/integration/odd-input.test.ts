import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { runHere } from '../support/program-here.ts';
import { filesOf, flowText, policyText } from '../support/review-inputs.ts';

const MAIN = resolve(import.meta.dirname, '../../src/main.ts');
const CHECK = ['check', '--policies', 'p.yaml', '--traffic', 'flows.jsonl'];

async function run(files: Readonly<Record<string, string | Uint8Array>>, args: readonly string[]) {
  await using folder = await filesOf(files);
  const result = await runHere(args.map((arg) => (arg in files ? folder.at(arg) : arg)));
  return { ...result, stderr: result.stderr.replaceAll(`${folder.path}/`, '') };
}

describe('stdin', () => {
  const policies = policyText();
  it.each([
    ['check --policies - --traffic -'],
    ['check --policies -'],
    ['check --policies p.yaml --traffic - -'],
    ['compare --from - --to -'],
    ['compare --from p.yaml --to - --traffic -'],
    ['explain --policies - --flows -'],
    ['lint - -'],
  ])('is asked for twice, which is wrong usage: %s', async (line) => {
    const { code, stdout, stderr } = await run({ 'p.yaml': policies }, line.split(' '));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('stdin can be read only once');
  });

  it('may be gzipped, and is told to be cut short', async () => {
    await using folder = await filesOf({ 'p.yaml': policies });
    const whole = gzipSync(flowText({}, { caller: 'pay' }));
    const args = ['check', '--policies', folder.at('p.yaml')];
    const judged = (input: Uint8Array) => spawnSync(process.execPath, [MAIN, ...args], { input });
    expect(judged(whole)).toMatchObject({ status: 1 });
    const cut = judged(whole.subarray(0, whole.length - 8));
    expect(cut.status).toBe(3);
    expect(cut.stdout.toString()).toContain('denied');
    expect(cut.stderr.toString()).toContain('stdin is cut short');
  });
});

describe('traffic', () => {
  const cutShort = (text: string) => gzipSync(text).subarray(0, -8);
  it.each<[string, string | Uint8Array, number, RegExp]>([
    ['after a byte order mark', `\ufeff${flowText({})}`, 0, /1 call .*1 allowed/],
    ['with returns', flowText({}).replaceAll('\n', '\r\n'), 0, /1 call .*1 allowed/],
    ['in UTF-16', Buffer.from(`\ufeff${flowText({})}`, 'utf16le'), 3, /is UTF-16: save it as UTF-8/],
    [
      'in a line of a megabyte',
      flowText({ path: `/cart/${'x'.repeat(1_000_000)}` }),
      0,
      /1 call .*1 allowed/,
    ],
    [
      'without what traffic has to say',
      '{"destination":{"port":1},"protocol":"http"}\n',
      3,
      /:1: time is missing/,
    ],
    ['that breaks off in its only line', flowText({}).slice(0, -20), 3, /flows\.jsonl:1: it is no JSON/],
    ['in gzip cut at the end of a line', cutShort(flowText({})), 3, /is cut short.*: take the whole file/],
  ])('%s: %#', async (_, flows, code, said) => {
    const result = await run({ 'p.yaml': policyText(), 'flows.jsonl': flows }, CHECK);
    expect(result.stderr).toMatch(said);
    expect(result).toMatchObject({ code, stdout: '' });
  });

  it('of access logs in gzip that is cut short ends with 3, and what was there is judged', async () => {
    const lines =
      '[2026-03-02T10:00:00.123Z] "GET /a HTTP/1.1" 200 - via_upstream - "-" 0 5 1 1 "-" "-" "-" "cart.shop" "10.0.0.1:8080" inbound|8080|| 127.0.0.6:1 10.0.0.1:8080 10.1.2.3:1 - default\n';
    const args = [...CHECK, '--workload', 'shop/cart', '--labels', 'app=cart'];
    const { code, stderr } = await run({ 'p.yaml': policyText(), 'flows.jsonl': cutShort(lines) }, args);
    expect(stderr).toMatch(/flows\.jsonl is cut short[\s\S]*1 call /);
    expect(code).toBe(3);
  });

  it('from a pipe is read once, so its format has to be said', () => {
    const script = (more: string) =>
      `printf '%s' "$FLOWS" | "$NODE" "$MAIN" check --policies <(printf '%s' "$POLICY") --traffic <(cat) ${more}`;
    const env = { FLOWS: flowText({ caller: 'pay' }), POLICY: policyText(), MAIN, NODE: process.execPath };
    const shell = (more: string) =>
      spawnSync('bash', ['-c', script(more)], { env: { ...process.env, ...env } });
    const guessed = shell('');
    expect(guessed.stderr.toString()).toMatch(/is a pipe.*--format/);
    expect(guessed.status).toBe(2);
    expect(shell('--format flows').status).toBe(1);
  });
});

describe('nothing steers a terminal', () => {
  const policy = policyText().replace('cart', 'a\\u001b[31m');
  const name = 'odd\u001b[31m.yaml';
  it.each([
    ['lint', name],
    ['lint', 'none\u001b[31m'],
    ['check', '--policies', name, '--traffic', 'flows.jsonl'],
    [
      'explain',
      '--policies',
      name,
      '--flow',
      '{"destination":{"port":1},"protocol":"http"}',
      '--output',
      'table',
    ],
    ['explain', '--policies', name, '--plane', '\u001b[31m', '--flow', '{}'],
    ['explain', '--\u001b[31m'],
    ['compare', '--from', name, '--to', name],
  ])('%j', async (...args) => {
    const { stdout, stderr } = await run({ [name]: policy, 'flows.jsonl': flowText({}) }, args);
    expect(`${stdout}${stderr}`).toContain('\u00b7[31m');
    expect(`${stdout}${stderr}`).not.toContain('\u001b');
  });
});

describe('explain --flow', () => {
  it('wants a flow, not a line of coverage', async () => {
    const line = '{"coverage":{"namespace":"shop","workload":"cart"},"from":"a","to":"b"}';
    const { code, stdout, stderr } = await run({ 'p.yaml': policyText() }, [
      'explain',
      '--policies',
      'p.yaml',
      '--flow',
      line,
    ]);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain('--flow: it is a line of coverage');
  });

  it('tells a policy that is refused from one that cannot be read', async () => {
    const files = { 'p.yaml': policyText({ paths: ['/a/{*}.txt'] }) };
    const args = [
      'explain',
      '--policies',
      'p.yaml',
      '--flow',
      '{"destination":{"port":1},"protocol":"http"}',
    ];
    const { code, stderr } = await run(files, args);
    expect(code).toBe(3);
    expect(stderr).toMatch(/there is no policy to judge by: mend what is said above\n$/);
  });
});
