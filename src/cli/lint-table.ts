import type { Severity } from '../core/model/finding.ts';
import type { PolicyDocument } from '../kube/policy-document.ts';
import { printable } from './call-words.ts';
import type { LintJudgement } from './lint-judgement.ts';

/** Worst first. */
export const SEVERITIES: readonly Severity[] = ['critical', 'warning', 'info'];

const POLICY = 'AuthorizationPolicy';
const NOT_ACCEPTED = 'REJECTED';
const ORDER: readonly string[] = [NOT_ACCEPTED, ...SEVERITIES];

interface Row {
  readonly level: string;
  readonly where: string;
  readonly words: readonly string[];
}

/** For people: file by file, worst first, each with what to do; findings below `least` are only counted. */
export function lintTable(judgements: readonly LintJudgement[], least: Severity): string {
  const files = Map.groupBy(judgements, ({ file }) => file);
  return [...files].map(([file, ofFile]) => fileTable(file, ofFile, least)).join('\n');
}

function fileTable(file: string, judgements: readonly LintJudgement[], least: Severity): string {
  const rows = judgements.flatMap(rowsOf).toSorted((a, b) => ORDER.indexOf(a.level) - ORDER.indexOf(b.level));
  const shown = rows.filter(({ level }) => ORDER.indexOf(level) <= ORDER.indexOf(least));
  const lines = shown.flatMap(({ level, where, words }) => [
    `  ${level.padEnd(NOT_ACCEPTED.length)}  ${where}`,
    ...words.map((text) => `            ${text}`),
  ]);
  const documents = plural(judgements.length, 'document', 'documents');
  const title = `${file}: ${[documents, ...restWords(rows.length, shown.length, least)].join(', ')}`;
  return `${[title, ...lines].map(printable).join('\n')}\n`;
}

function restWords(found: number, shown: number, least: Severity): string[] {
  if (found === 0) return ['nothing to say'];
  return found === shown ? [] : [`${plural(found - shown, 'finding', 'findings')} below --severity ${least}`];
}

function rowsOf({ line, namespace, name, errors, findings, kind }: LintJudgement): Row[] {
  const what = kind === null ? '' : `  ${namespace ?? '-'}/${name ?? '-'}`;
  const at = (path: string) => `line ${line}${what}${path === '' ? '' : `  ${path}`}`;
  return [
    ...errors.map(({ id, message, path }) => ({
      level: NOT_ACCEPTED,
      where: at(path),
      words: [`${message} (${id})`],
    })),
    ...findings.map(({ id, severity, title, why, whatToDo, path }) => ({
      level: severity,
      where: at(path),
      words: [`${title}. (${id})`, why, `→ ${whatToDo}`],
    })),
  ];
}

/** One line for stderr. */
export function lintSummary(
  judgements: readonly LintJudgement[],
  documents: readonly PolicyDocument[],
): string {
  const refused = judgements.filter(({ accepted }) => !accepted).length;
  const count = (level: string) =>
    judgements.flatMap(({ findings }) => findings).filter((f) => f.severity === level).length;
  const others = documents.filter(({ kind, error }) => error === null && kind !== POLICY).length;
  const parts = [
    `${plural(judgements.length, 'document', 'documents')}: ${judgements.length - refused} accepted`,
    `${refused} rejected or not readable`,
    ...SEVERITIES.map((level) => `${count(level)} ${level}`),
    ...(others > 0 ? [`${plural(others, 'object', 'objects')} of other kinds left out`] : []),
  ];
  return `${parts.join(', ')}\n`;
}

function plural(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
