import { callerKey } from '../model/caller.ts';
import type { Edge } from '../model/edge.ts';

/** Principals before anonymous callers, then port, protocol, method, path, reporter; null before any text. */
export function compareEdges(a: Edge, b: Edge): number {
  return (
    Number(a.caller.principal === null) - Number(b.caller.principal === null) ||
    compareTexts(callerKey(a.caller), callerKey(b.caller)) ||
    a.port - b.port ||
    compareTexts(a.protocol, b.protocol) ||
    compareTexts(a.method ?? '', b.method ?? '') ||
    compareTexts(a.path ?? '', b.path ?? '') ||
    compareTexts(a.reporter, b.reporter)
  );
}

function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
