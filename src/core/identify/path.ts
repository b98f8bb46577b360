import type { PathMark } from '../model/flow.ts';
import type { NodeType, TrafficRecord } from '../model/record.ts';

export interface TruePath {
  /** Without query and fragment; null = none was said, or no HTTP. */
  readonly path: string | null;
  readonly mark: PathMark | null;
}

/**
 * The path that a policy at this proxy sees. `x-envoy-original-path` is set by a proxy that rewrites; where none does,
 * Envoy passes on what the caller sent. A sidecar never rewrites inbound; a gateway replaces the caller's header, so
 * there it is the path before the rewrite, if that was logged; at a waypoint a differing one is a rewrite or a forgery.
 */
export function truePath(
  record: Pick<
    TrafficRecord,
    'protocol' | 'path' | 'originalPath' | 'pathClaimed' | 'originalUnknown' | 'pathCut'
  >,
  nodeType: NodeType,
): TruePath {
  if (record.protocol === 'tcp') return { path: null, mark: null };
  const { originalPath } = record;
  // What is cut behind the path, in its query, isn't missed.
  const cut = record.pathCut && bare(record.path) === record.path ? 'path-cut' : null;
  const unknown = record.originalUnknown ? 'path-uncertain' : null;
  if (nodeType === 'router') return { path: bare(originalPath ?? record.path), mark: cut ?? unknown };
  const rewritten = originalPath !== null && originalPath !== record.path;
  const uncertain = nodeType === 'waypoint' && (rewritten || unknown !== null);
  const mark = cut ?? (uncertain ? 'path-uncertain' : record.pathClaimed ? 'path-claimed' : null);
  return { path: bare(record.path), mark };
}

function bare(path: string | null): string | null {
  return path === null ? null : barePath(path);
}

/** Without query and fragment. */
export function barePath(path: string): string {
  for (let i = 0; i < path.length; i++) {
    const char = path.charCodeAt(i);
    if (char === 63 /* ? */ || char === 35 /* # */) return path.slice(0, i);
  }
  return path;
}
