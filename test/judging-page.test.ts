import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROOT } from './support/docs/repository-files.ts';

/** Fenced blocks of docs/judging.md, in order, each with its language. */
const blocks = [
  ...readFileSync(join(ROOT, 'docs/judging.md'), 'utf8').matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm),
].map(([, language = '', text = '']) => ({ language, text }));
const [cart = '', admin = ''] = blocks.flatMap(({ language, text }) => (language === 'yaml' ? [text] : []));
const flows = blocks.find(({ text }) => text.startsWith('{"id":1,'))?.text ?? '';
const own = blocks.find(({ text }) => text.startsWith('{"id":"db","policies"'))?.text ?? '';
const [, second = '', third = ''] = flows.split('\n');

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'leastpath-page-'));
  const files = {
    'cart.yaml': cart,
    'admin.yaml': admin,
    'base/cart.yaml': cart,
    'new/cart.yaml': cart.replace('/cart/{*}', '/cart/{**}'),
    'flows.jsonl': flows,
    'own.jsonl': own,
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const explain = ['explain', '--policies', 'cart.yaml'];

it.each<[string, string[], string]>([
  ['explain', [...explain, '--flows', 'flows.jsonl', '--output', 'table'], ''],
  ['explain --complete', [...explain, '--complete', '--flow', third, '--output', 'table'], ''],
  ['explain as JSON', [...explain, '--flows', '-'], second],
  ['a line with its own policies', ['explain', '--complete', '--flows', 'own.jsonl'], ''],
  ['compare', ['compare', '--from', 'base', '--to', 'new'], ''],
  ['lint', ['lint', 'admin.yaml'], ''],
])('docs/judging.md shows what the program prints: %s', (_title, args, input) => {
  expect(flows.split('\n')).toHaveLength(4);
  expect(blocks.map(({ text }) => text)).toContain(printed(args, input));
});

function printed(args: readonly string[], input: string): string {
  try {
    return execFileSync(process.execPath, [join(ROOT, 'src/main.ts'), ...args], {
      ...{ cwd: folder, encoding: 'utf8', input, stdio: ['pipe', 'pipe', 'ignore'] },
    });
  } catch (error) {
    // An answer that is a no ends with 1.
    const { status, stdout } = error as { status: number; stdout: string };
    if (status !== 1) throw error;
    return stdout;
  }
}
