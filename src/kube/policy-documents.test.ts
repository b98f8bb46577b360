import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { MOST_SERVED_YAML, policyDocumentsIn, readPolicyDocuments } from './policy-documents.ts';
import { MAX_TEXT } from './policy-text.ts';

async function read(files: Readonly<Record<string, string | Uint8Array>>, ...paths: string[]) {
  await using folder = await temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder.path, name)), { recursive: true });
    await writeFile(join(folder.path, name), content);
  }
  const named = paths.length > 0 ? paths : Object.keys(files);
  const documents = await readPolicyDocuments(named.map((name) => join(folder.path, name)));
  return documents.map((one) => ({ ...one, file: one.file.slice(folder.path.length + 1) }));
}

/** `line what` of each document of one file: its name, or the error's id. */
async function said(text: string | Uint8Array, file = 'a.yaml'): Promise<string[]> {
  const documents = await read({ [file]: text });
  return documents.map(({ line, kind, name, error }) => `${line} ${error?.id ?? `${kind} ${name}`}`);
}

const POLICY = 'apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\n';
const policy = (name: string, rest = 'spec: {}\n') =>
  `${POLICY}metadata: {name: ${name}, namespace: shop}\n${rest}`;
const asJson = (name: string) =>
  `{"apiVersion":"security.istio.io/v1","kind":"AuthorizationPolicy","metadata":{"name":"${name}"}}`;

describe('what is there', () => {
  it.each<[string, string | Uint8Array, string[]]>([
    [
      'several documents',
      `# top\n${policy('a')}---\n\n# two\n${policy('b')}---\n---\n`,
      ['2 AuthorizationPolicy a', '9 AuthorizationPolicy b'],
    ],
    [
      'a document on the line of its dashes',
      `--- ${asJson('a')}\n---\n${policy('b')}`,
      ['1 AuthorizationPolicy a', '3 AuthorizationPolicy b'],
    ],
    [
      'directives and ends',
      `%YAML 1.2\n---\n${policy('a')}...\n---\n${policy('b')}`,
      ['3 AuthorizationPolicy a', '9 AuthorizationPolicy b'],
    ],
    [
      'dashes in text, where they end a document, and indented, where they don’t',
      policy('a', 'x: |\n  ---\n  y\n'),
      ['1 AuthorizationPolicy a'],
    ],
    [
      'a byte order mark and CRLF',
      `\ufeff${policy('a')}---\n${policy('b')}`.replaceAll('\n', '\r\n'),
      ['1 AuthorizationPolicy a', '6 AuthorizationPolicy b'],
    ],
    ['gzip', gzipSync(policy('a')), ['1 AuthorizationPolicy a']],
    ['JSON', asJson('a'), ['1 AuthorizationPolicy a']],
    [
      'JSON with keys as often as there are objects, and texts like keys',
      '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"a":[{"b":"b"},{"b":["b","b"]}],"b":"a\\":"}',
      ['1 Pod p'],
    ],
    [
      'JSON objects in a row',
      `${asJson('a')}\n\n${asJson('b')} ${asJson('c')}`,
      ['1 AuthorizationPolicy a', '3 AuthorizationPolicy b', '3 AuthorizationPolicy c'],
    ],
    [
      'a List',
      'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n  metadata: {name: p}\n- ' +
        `${policy('a').trimEnd().replaceAll('\n', '\n  ')}\n`,
      ['4 Pod p', '7 AuthorizationPolicy a'],
    ],
    [
      'a List as JSON',
      `{"kind": "List", "apiVersion": "v1", "x": {"items": [{}]}, "items": [\n  ${asJson('a')},\n\n  ` +
        `${asJson('b')}\n]}`,
      ['2 AuthorizationPolicy a', '4 AuthorizationPolicy b'],
    ],
    [
      'an AuthorizationPolicyList, whose items needn’t say their kind',
      'apiVersion: security.istio.io/v1\nkind: AuthorizationPolicyList\nitems:\n- metadata: {name: a}\n- ' +
        'metadata: {name: b}\n',
      ['4 AuthorizationPolicy a', '5 AuthorizationPolicy b'],
    ],
    ['a List of nothing', 'apiVersion: v1\nkind: List\nitems: []\n', []],
    [
      'JSON in a YAML file',
      `${policy('a')}---\n${asJson('b')}\n---\n{apiVersion: v1, kind: Pod, metadata: {name: c}}\n`,
      ['1 AuthorizationPolicy a', '6 AuthorizationPolicy b', '8 Pod c'],
    ],
    [
      'other kinds with a template in them',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {x: "{{ y }}"}\n',
      ['1 ConfigMap c'],
    ],
    [
      'the other kinds of the group',
      'apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {name: c}\n',
      ['1 PeerAuthentication c'],
    ],
    ['comments alone', '# nothing yet\n', []],
  ])('%s', async (_title, text, expected) => {
    // `[]` for comments needs a neighbour, as a file that was named must hold something.
    const documents = await read({ 'd/a.yaml': text }, 'd');
    expect(
      documents.map(({ line, kind, name, error }) => `${line} ${error?.id ?? `${kind} ${name}`}`),
    ).toEqual(expected);
  });

  it('gives values as kubectl makes JSON of them', async () => {
    const text = policy(
      'a',
      'b: &b {one: 1, two: x}\nc: {<<: *b, two: 2}\nd: [yes, "yes", y, off, 1.5, 0x10, ~, *b]\n1: x\n',
    );
    const [document] = await read({ 'a.yml': text });
    expect(document).toMatchObject({
      kind: 'AuthorizationPolicy',
      namespace: 'shop',
      name: 'a',
      error: null,
    });
    expect(document?.value).toMatchObject({
      c: { one: 1, two: 2 },
      d: [true, 'yes', 'y', false, 1.5, 16, null, { one: 1, two: 'x' }],
      '1': 'x',
    });
  });

  it('reads directories in the order of their names, and leaves out all else', async () => {
    const files = {
      'd/b.yml': policy('b'),
      'd/a/z.json': asJson('z'),
      'd/c.yaml.gz': gzipSync(policy('c')),
      'd/.x.yaml': '{',
      'd/.git/x.yaml': '{',
      'd/x.txt': '{',
      'e.yaml': policy('e'),
    };
    const documents = await read(files, 'e.yaml', 'd');
    expect(documents.map(({ file }) => file)).toEqual(['e.yaml', 'd/a/z.json', 'd/b.yml', 'd/c.yaml.gz']);
  });

  it('follows links, but not round', async () => {
    await using folder = await temporaryFolder();
    await mkdir(join(folder.path, 'd'));
    await writeFile(join(folder.path, 'a.yaml'), policy('a'));
    await symlink('../a.yaml', join(folder.path, 'd/link.yaml'));
    await symlink('nowhere', join(folder.path, 'd/broken.yaml'));
    await symlink('..', join(folder.path, 'd/up'));
    const documents = await readPolicyDocuments([join(folder.path, 'd')]);
    const files = documents.map(({ file }) => file.slice(folder.path.length));
    expect(files).toEqual(['/d/link.yaml', '/d/up/a.yaml']);
  });
});

describe('a text that a service was sent', () => {
  it('holds the same documents, and others have their turn between them', async () => {
    const text = [policy('a'), asJson('b'), policy('a')].join('---\n');
    let turns = 0;
    let turn = setImmediate(function next() {
      turns += 1;
      turn = setImmediate(next);
    });
    const documents = await policyDocumentsIn(text, 'the body');
    clearImmediate(turn);
    expect(documents.map(({ line, name, error }) => [line, name, error?.id])).toEqual([
      [1, 'a', undefined],
      [6, 'b', undefined],
      [7, 'a', 'duplicate-name'],
    ]);
    expect(turns).toBeGreaterThanOrEqual(2);
  });

  it('has no YAML document that takes seconds; as JSON it is read', async () => {
    const long = 'x'.repeat(MOST_SERVED_YAML);
    const json = asJson('b').replace('"name"', `"labels":{"x":"${long}"},"name"`);
    const documents = await policyDocumentsIn(
      [policy('a', `x: ${long}\n`), json, policy('c')].join('---\n'),
      'f',
    );
    expect(documents.map(({ name, error }) => error?.id ?? name)).toEqual(['too-large', 'b', 'c']);
  });
});

describe('what can’t be read is told, and the rest is there', () => {
  const between = (middle: string) => `${policy('a')}---\n${middle}\n---\n${policy('b')}`;
  it.each<[string, string, string]>([
    ['a syntax error', 'kind: X\n  y: z', '6 syntax'],
    ['a tab', 'kind:\n\t- x', '7 syntax'],
    ['a list that isn’t closed', 'a: [b,\n c', '7 syntax'],
    ['broken JSON', '{"kind": "X",\n "a": [}', '7 syntax'],
    ['no kind', 'metadata: {name: x}', '6 missing-kind'],
    ['no apiVersion', '\nkind: AuthorizationPolicy', '7 missing-api-version'],
    ['a misspelt kind', 'apiVersion: security.istio.io/v1\nkind: AuthorisationPolicy', '6 unknown-kind'],
    ['a key twice', 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  name: b', '10 duplicate-key'],
    ['a template between', `${POLICY}metadata:\n  name: {{ .Values.name }}`, '9 template'],
    ['a template in quotes', `${POLICY}metadata:\n  name: "{{ .Values.name }}"`, '9 template'],
    ['a template around', `{{- if .Values.on }}\n${POLICY}{{- end }}`, '6 template'],
    ['a text', 'hello', '6 no-object'],
    ['a list', '- a\n- b', '6 no-object'],
    ['an alias of nothing', 'a: *b', '6 bad-alias'],
    ['an alias of itself', 'a: &b [*b]', '6 bad-alias'],
    ['nesting without end', '['.repeat(5000), '6 too-deep'],
    [
      'nesting in JSON',
      `{"apiVersion":"v1","kind":"Pod","spec":${'['.repeat(9999)}${']'.repeat(9999)}}`,
      '6 too-deep',
    ],
    [
      'a key twice in JSON',
      '{"apiVersion":"v1","kind":"Pod",\n"spec":{"a":{"b":1},\n"a" :2}}',
      '8 duplicate-key',
    ],
    ['nesting on one line', '- '.repeat(5000), '6 too-deep'],
  ])('%s', async (_title, middle, expected) => {
    expect(await said(between(middle))).toEqual([
      '1 AuthorizationPolicy a',
      expected,
      expect.stringMatching(/ AuthorizationPolicy b$/),
    ]);
  });

  it('tells the line of what is no JSON among others in a row', async () => {
    const text = `${asJson('a')}\n{"kind":\n "Pod", ]}\n${asJson('b')}`;
    expect(await said(text)).toEqual(['1 AuthorizationPolicy a', '3 syntax', '4 AuthorizationPolicy b']);
  });

  it('ends an explosion of aliases at the line where it begins', async () => {
    const laughs = Array.from({ length: 40 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i},`.repeat(9)}]\n`);
    const text = between(`a0: &a0 x\n${laughs.join('')}`);
    expect(await said(text)).toEqual([
      '1 AuthorizationPolicy a',
      '11 alias-bomb',
      '49 AuthorizationPolicy b',
    ]);
  });

  it('takes aliases that don’t explode, however many', async () => {
    const rules = Array.from({ length: 500 }, () => '- from: [{source: {principals: *who}}]\n').join('');
    const [document] = await read({
      'a.yaml': policy(
        'a',
        `x: &who [a, b]\nspec:\n  rules:\n  ${rules.trimEnd().replaceAll('\n', '\n  ')}\n`,
      ),
    });
    expect(document).toMatchObject({ error: null, name: 'a' });
  });

  it('names both places of a name, and gives the later all the same', async () => {
    const documents = await read({
      'a.yaml': `${policy('a')}---\n${policy('x')}`,
      'b.yaml': `\n${policy('a', 'spec: {action: DENY}\n')}`,
    });
    expect(documents.map(({ error }) => error?.id)).toEqual([undefined, undefined, 'duplicate-name']);
    expect(documents[2]).toMatchObject({ line: 2, value: { spec: { action: 'DENY' } } });
    expect(documents[2]?.error?.message).toMatch(/^shop\/a .*a\.yaml:1$/);
  });

  it.each<[string, string | Uint8Array, string]>([
    ['an empty file', '', 'empty-file'],
    ['a file of blanks', ' \n\n', 'empty-file'],
    ['bytes', new Uint8Array([0x50, 0x4b, 3, 4, 0xff, 0xfe]), 'not-text'],
    ['zeros', '\0\0', 'not-text'],
    ['half a gzip file', gzipSync(policy('a')).subarray(0, 30), 'broken-gzip'],
    ['a gzip bomb', gzipSync(' '.repeat(MAX_TEXT + 1)), 'too-large'],
    ['too much text', ' '.repeat(MAX_TEXT + 1), 'too-large'],
    ['a larger document than YAML’s parser is fast for', `a: ${'x'.repeat(13 * 1024 * 1024)}`, 'too-large'],
  ])('%s', async (_title, content, id) => {
    expect(await said(content)).toEqual([`1 ${id}`]);
  });

  it('is quick with megabytes that are no YAML', async () => {
    expect(await said('}: [ {{ x }} - : \n'.repeat(500_000))).toEqual(['1 template']);
    expect(await said('}: [ x - : \n'.repeat(500_000))).toEqual(['1 syntax']);
  });

  it('reads a map of very many keys in time that grows with them', async () => {
    const keys = Array.from({ length: 50_000 }, (_, i) => `  k${i}: v\n`).join('');
    expect(await said(policy('a', `x:\n${keys}`))).toEqual(['1 AuthorizationPolicy a']);
  });

  it('needs no kind in Kustomize’s own file', async () => {
    expect(
      await read({ 'kustomization.yaml': 'resources: [a.yaml]\n', 'a.yaml': policy('a') }, '.'),
    ).toMatchObject([{ name: 'a' }]);
  });

  it.each(['nowhere', 'd'])('refuses what isn’t there, and a directory of nothing: %s', async (path) => {
    await expect(read({ 'd/x.txt': '' }, path)).rejects.toMatchObject({
      code: 'invalid',
      hint: expect.any(String),
    });
  });
});
