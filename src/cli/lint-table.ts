import type { PolicyDocument } from '../kube/policy-document.ts';
import type { LintJudgement } from './lint-judgement.ts';

const POLICY = 'AuthorizationPolicy';
const NOT_ACCEPTED = 'REJECTED';
const ORDER = [NOT_ACCEPTED, 'critical', 'warning', 'info'];

interface Row {
  readonly level: string;
  readonly where: string;
  readonly words: readonly string[];
}

/** For people: file by file, worst first, each with what to do. */
export function lintTable(judgements: readonly LintJudgement[]): string {
  const files = Map.groupBy(judgements, ({ file }) => file);
  return [...files].map(([file, ofFile]) => fileTable(file, ofFile)).join('\n');
}

function fileTable(file: string, judgements: readonly LintJudgement[]): string {
  const rows = judgements.flatMap(rowsOf).toSorted((a, b) => ORDER.indexOf(a.level) - ORDER.indexOf(b.level));
  const title = `${file}: ${judgements.length} ${judgements.length === 1 ? 'document' : 'documents'}`;
  if (rows.length === 0) return `${title}, nothing to say\n`;
  const lines = rows.flatMap(({ level, where, words }) => [
    `  ${level.padEnd(NOT_ACCEPTED.length)}  ${where}`,
    ...words.map((text) => `            ${text}`),
  ]);
  return `${[title, ...lines].join('\n')}\n`;
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
    ...ORDER.slice(1).map((level) => `${count(level)} ${level}`),
    ...(others > 0 ? [`${plural(others, 'object', 'objects')} of other kinds left out`] : []),
  ];
  return `${parts.join(', ')}\n`;
}

function plural(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
