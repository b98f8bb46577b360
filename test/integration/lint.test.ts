import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { type Finished, runProgram } from '../support/app-under-test.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const policy = (name: string, rest = 'spec: {}\n') =>
  `apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\n` +
  `metadata: {name: ${name}, namespace: shop}\n${rest}`;
const ABORTS = policy(
  'aborts',
  'spec: {rules: [{to: [{operation: {methods: [get], paths: ["foo/{*}"]}}]}]}\n',
);
const REFUSED = policy('refused', 'spec: {rules: [{to: [{operation: {ports: [80], path: [/a]}}]}]}\n');

async function lint(files: Readonly<Record<string, string>>, ...args: string[]): Promise<Finished> {
  await using folder = await temporaryFolder();
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder.path, name), text);
  const { code, stdout, stderr } = await runProgram(['lint', folder.path, ...args]);
  return { code, stdout: stdout.replaceAll(`${folder.path}/`, ''), stderr };
}

const lines = ({ stdout }: Finished) =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('lint --output json', () => {
  interface Case {
    readonly policy: object;
    readonly crd: { readonly accept: boolean };
    readonly webhook: { readonly accept: boolean };
  }
  const CASES = gunzipSync(readFileSync('test/fixtures/authz/validation.jsonl.gz'))
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .map((line): Case => JSON.parse(line));

  it.each<[string, (policies: readonly object[]) => string]>([
    [
      'YAML documents',
      (policies) => policies.map((one) => stringify(one, { aliasDuplicateObjects: false })).join('---\n'),
    ],
    ['a List of JSON', (items) => JSON.stringify({ apiVersion: 'v1', kind: 'List', items }, null, 1)],
    ['JSON lines', (policies) => policies.map((one) => JSON.stringify(one)).join('\n')],
  ])(
    'W1, W2: accepts of 3,000 policies in one file those that CRD and webhook accept: %s',
    async (_form, write) => {
      const finished = await lint({ 'all.yaml': write(CASES.map((one) => one.policy)) }, '--output', 'json');
      const answers = lines(finished);
      const wrong = CASES.filter(
        ({ crd, webhook }, i) => answers[i]?.accepted !== (crd.accept && webhook.accept),
      );

      expect(finished.code).toBe(1);
      expect(answers).toHaveLength(CASES.length);
      expect(wrong).toEqual([]);
    },
  );

  it('has one line a document, in order, in the agreed form', async () => {
    const fine = policy('fine', 'spec: {selector: {matchLabels: {app: a}}}\n');
    const text = [fine, REFUSED, '\nkind: [\n', ABORTS].join('---\n');
    const pod = '---\napiVersion: v1\nkind: Pod\nmetadata: {name: p}\n';
    const finished = await lint({ 'a.yaml': text, 'b.yml': pod }, '--output', 'json');

    const place = { file: 'a.yaml', kind: 'AuthorizationPolicy', namespace: 'shop' };
    const operation = 'spec.rules[0].to[0].operation';
    expect(lines(finished)).toEqual([
      { ...place, line: 1, name: 'fine', accepted: true, errors: [], findings: [] },
      {
        ...{ ...place, line: 6, name: 'refused', accepted: false, findings: [] },
        errors: [
          { id: 'wrong-type', message: expect.stringContaining('"80"'), path: `${operation}.ports[0]` },
          { id: 'unknown-field', message: expect.stringContaining('`paths`'), path: `${operation}.path` },
        ],
      },
      {
        ...{
          file: 'a.yaml',
          line: 12,
          kind: null,
          namespace: null,
          name: null,
          accepted: false,
          findings: [],
        },
        errors: [{ id: 'syntax', message: expect.any(String), path: '' }],
      },
      {
        ...{ ...place, line: 14, name: 'aborts', accepted: true, errors: [] },
        findings: expect.arrayContaining([
          { id: 'lower-case-method', severity: 'warning', message: expect.stringContaining('GET') },
        ]),
      },
    ]);
    expect(lines(finished)[3].findings[0]).toEqual({
      id: 'template-aborts-envoy',
      severity: 'critical',
      message: expect.stringMatching(/paths\[0\].*"\/foo\/\{\*\}"/),
    });
    expect(finished.code).toBe(1);
    expect(finished.stderr).toMatch(/4 documents: 2 accepted, 2 rejected.* 1 object of other kinds/);
  });

  it('T6: says it of a policy that a cluster would take, and that is no "no"', async () => {
    const { code, stdout } = await lint({ 'a.yaml': ABORTS }, '--output', 'json');
    expect(code).toBe(0);
    expect(stdout).toContain('template-aborts-envoy');
  });

  it('finds a name that stands there twice, whatever file it is in', async () => {
    const finished = await lint({ 'a.yaml': policy('a'), 'b.yaml': policy('a') }, '--output', 'json');
    expect(finished.code).toBe(1);
    expect(lines(finished).map(({ accepted }) => accepted)).toEqual([true, true]);
    expect(lines(finished)[1].findings[0]).toMatchObject({ id: 'duplicate-name', severity: 'critical' });
  });

  it('D3, V7: listens to what it is told of the mesh, and where policies go', async () => {
    const text = policy(
      'a',
      'spec: {rules: [{from: [{source: {principals: ["cluster.local/ns/x/*"]}}]}]}\n',
    ).replace(', namespace: shop', '');
    const ids = async (...args: string[]) =>
      lines(await lint({ 'a.yaml': text }, '--output', 'json', ...args)).flatMap(
        ({ namespace, findings }) => [
          namespace,
          ...findings
            .filter(({ severity }: { severity: string }) => severity !== 'info')
            .map(({ id }: { id: string }) => id),
        ],
      );
    expect(await ids()).toEqual(['default', 'four-part-principal']);
    expect(await ids('--trust-domain', 'cluster.local', '--namespace', 'shop')).toEqual(['shop']);
    expect(
      await ids('--trust-domain', 'cluster.local', '--namespace', 'root', '--root-namespace', 'root'),
    ).toEqual(['root', 'gateways-in-scope']);
  });
});

describe('lint for people', () => {
  const levelsIn = (table: string) =>
    table.split('\n').flatMap((line) => /^ {2}(\S+) +line \d+ {2}shop\//.exec(line)?.[1] ?? []);

  it('is a table, worst first, with what to do', async () => {
    const files = {
      'a.yaml': `${ABORTS}---\n${REFUSED}`,
      'b.yaml': policy('b', 'spec: {selector: {matchLabels: {app: b}}}\n'),
    };
    const { code, stdout, stderr } = await lint(files);

    expect(code).toBe(1);
    expect(levelsIn(stdout)).toEqual(['REJECTED', 'REJECTED', 'critical', 'warning']);
    expect(stdout).toMatch(/^a\.yaml: 2 documents, (\d+) findings below --severity warning\n/);
    const all = levelsIn((await lint(files, '--severity', 'info')).stdout);
    expect(all.slice(0, 4)).toEqual(levelsIn(stdout));
    expect(new Set(all.slice(4))).toEqual(new Set(['info']));
    expect(levelsIn((await lint(files, '--severity', 'critical')).stdout)).toHaveLength(3);
    expect(stdout).toContain('b.yaml: 1 document, nothing to say');
    expect(stdout).toContain('→ Don’t apply it. Write it as "/foo/{*}".');
    expect(stderr).toMatch(/^3 documents: 2 accepted, 1 rejected/);
  });

  it('reads stdin', async () => {
    const { code, stdout } = await runProgram(
      ['lint', '-'],
      policy('a', 'spec: {selector: {matchLabels: {app: a}}}\n'),
    );
    expect({ code, stdout }).toEqual({ code: 0, stdout: '-: 1 document, nothing to say\n' });
  });

  it.each([
    [['lint', 'nowhere.yaml'], 'nowhere.yaml'],
    [['lint', '-', '--output', 'xml'], '--output has no value "xml"'],
    [['lint', '-', '--severity', 'error'], '--severity has no value "error"'],
    [['lint'], "missing required argument 'path'"],
  ])('ends with 2 where it is asked wrongly: %j', async (args, said) => {
    const { code, stdout, stderr } = await runProgram(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(said);
  });
});
