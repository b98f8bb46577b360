import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import config from '../.dependency-cruiser.js';

const root = resolve(import.meta.dirname, '..');

interface Cruise {
  readonly summary: { readonly totalCruised: number; readonly violations: readonly Violation[] };
}
interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string };
}

function cruise(cwd: string): Cruise {
  const bin = join(root, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruiser.mjs');
  const args = [
    bin,
    '--config',
    join(cwd, '.dependency-cruiser.js'),
    '--output-type',
    'json',
    'src',
    'migrations',
  ];
  const output = runToEnd(process.execPath, args, cwd);
  return JSON.parse(output) as Cruise;
}

function runToEnd(command: string, args: readonly string[], cwd: string): string {
  try {
    return execFileSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 1 << 28 });
  } catch (error) {
    // It exits with the number of violations; the report is on stdout all the same.
    return (error as { stdout: string }).stdout;
  }
}

/** One forbidden import for each rule: the importing file, and what it imports. */
const planted: Readonly<Record<string, readonly [from: string, to: string]>> = {
  'core-is-pure': ['src/core/model/a.ts', 'node:fs'],
  'render-prints-yaml-only': ['src/core/render/a.ts', 'zod'],
  'core-model-looks-left': ['src/core/model/b.ts', '../identify/target.ts'],
  'core-identify-looks-left': ['src/core/identify/b.ts', '../aggregate/target.ts'],
  'core-aggregate-looks-left': ['src/core/aggregate/b.ts', '../learn/target.ts'],
  'core-learn-looks-left': ['src/core/learn/b.ts', '../evaluate/target.ts'],
  'core-evaluate-looks-left': ['src/core/evaluate/b.ts', '../explain/target.ts'],
  'core-explain-looks-left': ['src/core/explain/b.ts', '../validate/target.ts'],
  'core-validate-looks-left': ['src/core/validate/b.ts', '../compare/target.ts'],
  'core-compare-looks-left': ['src/core/compare/b.ts', '../survey/target.ts'],
  'core-survey-looks-left': ['src/core/survey/b.ts', '../recommend/target.ts'],
  'core-recommend-looks-left': ['src/core/recommend/b.ts', '../review/target.ts'],
  'core-review-looks-left': ['src/core/review/b.ts', '../render/target.ts'],
  'ports-are-types-of-core': ['src/ports.ts', './store/target.ts'],
  'adapters-do-not-know-each-other': ['src/store/b.ts', '../http/target.ts'],
  'pipeline-owns-time-not-parts': ['src/pipeline/b.ts', 'zod'],
  'only-app-wires': ['src/pipeline/c.ts', '../store/target.ts'],
  'migrations-are-frozen': ['migrations/b.ts', '../src/core/model/target.ts'],
  'no-cycles': ['src/store/cycle-back.ts', './cycle.ts'],
};

describe('the boundary check', () => {
  const tree = mkdtempSync(join(tmpdir(), 'leastpath-boundaries-'));
  afterAll(() => rmSync(tree, { recursive: true, force: true }));

  it('reports every planted violation under its rule', () => {
    for (const file of ['.dependency-cruiser.js', 'tsconfig.json', 'package.json']) {
      cpSync(join(root, file), join(tree, file));
    }
    symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
    const write = (path: string, text: string) => {
      mkdirSync(dirname(join(tree, path)), { recursive: true });
      writeFileSync(join(tree, path), text);
    };
    for (const folder of [
      'model',
      'identify',
      'aggregate',
      'learn',
      'evaluate',
      'explain',
      'validate',
      'compare',
      'survey',
      'recommend',
      'review',
      'render',
    ]) {
      write(`src/core/${folder}/target.ts`, 'export const target = 1;\n');
    }
    for (const folder of ['store', 'http']) write(`src/${folder}/target.ts`, 'export const target = 1;\n');
    write('src/store/cycle.ts', "import './cycle-back.ts';\n");
    for (const [from, to] of Object.values(planted)) write(from, `import '${to}';\n`);

    const violations = cruise(tree).summary.violations;
    const found = violations.map((violation) => `${violation.rule.name} ${violation.from}`);

    for (const [rule, [from]] of Object.entries(planted)) expect(found).toContain(`${rule} ${from}`);
  });

  it('has a planted violation for every rule, and a reason on each', () => {
    const rules = config.forbidden.map((rule: { name: string }) => rule.name);

    expect(Object.keys(planted).sort()).toEqual([...rules].sort());
    for (const rule of config.forbidden) expect(rule.comment.length).toBeGreaterThan(30);
  });

  it('sees the real sources', () => {
    const real = cruise(root);

    expect(real.summary.totalCruised).toBeGreaterThan(100);
    expect(real.summary.violations).toEqual([]);
  });
});
