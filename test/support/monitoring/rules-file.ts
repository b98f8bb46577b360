import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';

export const ALERTS_FOLDER = resolve(import.meta.dirname, '../../../deploy/alerts');

export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

interface RulesFile {
  readonly groups: readonly { readonly name: string; readonly rules: readonly AlertRule[] }[];
}

export interface RuleTest {
  readonly name: string;
  readonly promql_expr_test: readonly {
    readonly expr: string;
    readonly exp_samples: readonly { readonly labels: string; readonly value: number }[];
  }[];
}

export function alertRules(): AlertRule[] {
  const file = parse(readFileSync(resolve(ALERTS_FOLDER, 'leastpath.rules.yaml'), 'utf8')) as RulesFile;
  return file.groups.flatMap(({ rules }) => rules);
}

/** The files of promtool tests. */
export function ruleTestFiles(): string[] {
  return readdirSync(ALERTS_FOLDER)
    .filter((name) => name.endsWith('.test.yaml'))
    .map((name) => resolve(ALERTS_FOLDER, name));
}

export function ruleTests(): RuleTest[] {
  return ruleTestFiles().flatMap((file) => {
    const { tests } = parse(readFileSync(file, 'utf8')) as { readonly tests: readonly RuleTest[] };
    return tests;
  });
}
