import { type Operation, OVERFLOW_PATH } from '../model/operation.ts';
import { isTemplate, templateContains, wildcards } from './path-language.ts';

/**
 * The path under which each operation of a workload is read. Only evidence makes a template: an operation
 * without evidence joins, on its own caller's side, the evidence template of whichever caller on the same
 * port, protocol and method that contains its path. The most specific wins: an equal path with evidence (then
 * it stays as it is), else the template with the fewest wildcards, else the first of these in text order.
 */
export function foldedPaths(operations: readonly Operation[]): (operation: Operation) => string | null {
  const evidence = operations.filter((operation) => operation.counts.ok > 0 && operation.path !== null);
  const proved = new Set(evidence.map((operation) => `${side(operation)}\n${operation.path}`));
  const templates = new Map<string, string[]>();
  for (const operation of evidence) {
    const path = operation.path ?? '';
    if (!isTemplate(path)) continue;
    const key = shape(operation, path);
    const known = templates.get(key) ?? [];
    if (!known.includes(path)) templates.set(key, [...known, path]);
  }
  for (const list of templates.values()) list.sort(bySpecificity);
  return (operation) => {
    const { path } = operation;
    if (path === null || path === OVERFLOW_PATH) return path;
    if (proved.has(`${side(operation)}\n${path}`)) return path;
    return (
      templates.get(shape(operation, path))?.find((template) => templateContains(template, path)) ?? path
    );
  };
}

function bySpecificity(a: string, b: string): number {
  return wildcards(a) - wildcards(b) || (a < b ? -1 : 1);
}

function side(operation: Operation): string {
  return `${operation.reporter}\n${operation.port}\n${operation.protocol}\n${operation.method ?? ''}`;
}

/** A template contains only paths of as many segments as it has. */
function shape(operation: Operation, path: string): string {
  return `${side(operation)}\n${path.split('/').length}`;
}
