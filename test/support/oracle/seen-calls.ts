import type { Edge } from '../../../src/core/model/edge.ts';
import type { ExpectedEdge } from '../expected-edges.ts';

/** A call that a verified caller made with success; TCP has no request. */
export interface SeenCall {
  readonly principal: string;
  readonly port: number;
  readonly request: { readonly method: string; readonly path: string } | null;
}

/** What was driven at the workload, by the record of those who drove it. */
export function drivenCalls(edges: readonly ExpectedEdge[], workload: string): SeenCall[] {
  return edges.flatMap(
    ({ principal, destination, port, protocol, evidence, operations = [] }): SeenCall[] => {
      const id = `${destination.cluster}/${destination.namespace}/${destination.workload}`;
      if (id !== workload || principal === null || !evidence) return [];
      if (protocol === 'tcp') return [{ principal, port, request: null }];
      return operations
        .filter(({ method, counts }) => counts.ok > 0 && method !== null)
        .map(({ method, path }) => ({ principal, port, request: { method: method ?? '', path } }));
    },
  );
}

/** What was stored of it, where nobody wrote down what was driven: a path of each template. */
export function storedCalls(edges: readonly Edge[]): SeenCall[] {
  return edges.flatMap(
    ({ caller: { principal }, port, protocol, method, path, evidence, reporter }): SeenCall[] => {
      if (principal === null || !evidence || reporter !== 'destination') return [];
      if (protocol === 'tcp') return [{ principal, port, request: null }];
      if (method === null || path === null) return [];
      return [{ principal, port, request: { method, path: path.replaceAll('{*}', '17') } }];
    },
  );
}
