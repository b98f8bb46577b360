import type { PolicyOperation, Rule } from '../model/policy.ts';
import type { Group, Permission } from './permission.ts';

/**
 * Groups → rules, in an order that only depends on what they say (L1: logs name a rule by its position). HTTP
 * and plain ports are different groups and so different rules (X2).
 */
export function rulesOf(groups: readonly Group[]): Rule[] {
  return groups
    .map((group) => ({
      from: [{ source: { principals: group.principals } }],
      to: operationsOf(group).map((operation) => ({ operation })),
    }))
    .map((rule) => ({ rule, key: ruleKey(rule) }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ rule }) => rule);
}

function operationsOf({ kind, permissions }: Group): PolicyOperation[] {
  if (kind === 'port') return [{ ports: portsOf(permissions) }];
  const byPort = Map.groupBy(permissions, ({ port }) => port);
  const pieces = [...byPort].flatMap(([port, onPort]) =>
    methodsAndPaths(onPort).map((rest) => ({ port, rest })),
  );
  // Ports with the same methods and paths share an entry: a product of lists that grants nothing new.
  return [...Map.groupBy(pieces, ({ rest }) => JSON.stringify(rest)).values()]
    .map((same) => ({ ports: portsOf(same), ...same[0]!.rest }))
    .map((operation) => ({ operation, key: operationKey(operation) }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ operation }) => operation);
}

/** Paths with the same methods share an entry. */
function methodsAndPaths(onPort: readonly Permission[]): Omit<PolicyOperation, 'ports'>[] {
  const byPath = Map.groupBy(onPort, ({ path }) => path);
  const pieces = [...byPath].map(([path, atPath]) => ({ path, methods: methodsOf(atPath) }));
  return [...Map.groupBy(pieces, ({ methods }) => JSON.stringify(methods)).values()].map((same) => {
    const paths = same.flatMap(({ path }) => (path === null ? [] : [path])).toSorted();
    const { methods } = same[0]!;
    return paths.length === 0 ? { methods } : { methods, paths };
  });
}

function methodsOf(permissions: readonly Permission[]): string[] {
  return [...new Set(permissions.flatMap(({ method }) => (method === null ? [] : [method])))].toSorted();
}

function portsOf(permissions: readonly { readonly port: string }[]): string[] {
  return [...new Set(permissions.map(({ port }) => port))].toSorted((a, b) => Number(a) - Number(b));
}

function ruleKey({ from = [], to = [] }: Rule): string {
  const principals = from.flatMap(({ source }) => source.principals ?? []);
  return [...principals, '', ...to.map(({ operation }) => operationKey(operation))].join('\n');
}

/** Sorts ports by number, and a list before a longer one that begins alike. */
function operationKey({ ports = [], methods = [], paths = [] }: PolicyOperation): string {
  const padded = ports.map((port) => port.padStart(5, '0'));
  return [...padded, '', ...methods, '', ...paths].join('\n');
}
