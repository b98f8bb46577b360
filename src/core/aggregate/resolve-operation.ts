import { type Caller, known } from '../model/caller.ts';
import type { Flow, Outcome } from '../model/flow.ts';
import { type OperationKey, OVERFLOW_PATH, OVERFLOW_PRINCIPAL } from '../model/operation.ts';
import type { Caps, CapsView } from './caps.ts';
import { templatePath } from './template-path.ts';

export interface ResolvedOperation {
  readonly key: OperationKey;
  /** The concrete path behind a template, a candidate for its samples; null = none, or not to be stored. */
  readonly literal: string | null;
}

/**
 * The operation that a flow counts on. Evidence folds identifiers; a failed or denied call keeps its literal
 * path unless that must not be stored or its template has evidence already. Past the caps of the workload,
 * new paths and principals go to the overflow operations.
 */
export function resolveOperation(
  flow: Flow,
  outcome: Outcome,
  view: CapsView,
  caps: Caps,
): ResolvedOperation {
  const resolved = underNameCaps(flow, outcome, view, caps);
  return view.hasRoomForOperation(resolved.key, caps.operations) ? resolved : overflow(flow);
}

/** One row for all that a scan of ports or methods would multiply; no rule can be made of it. */
function overflow({ reporter, protocol }: Flow): ResolvedOperation {
  const path = protocol === 'tcp' ? null : OVERFLOW_PATH;
  const caller = known(OVERFLOW_PRINCIPAL);
  return { key: { reporter, caller, port: 0, protocol, method: null, path }, literal: null };
}

function underNameCaps(flow: Flow, outcome: Outcome, view: CapsView, caps: Caps): ResolvedOperation {
  const base = {
    reporter: flow.reporter,
    caller: withinCap(flow.caller, outcome, view, caps),
    port: flow.port,
    protocol: flow.protocol,
    method: flow.method,
  };
  if (flow.protocol === 'tcp' || flow.path === null) return { key: { ...base, path: null }, literal: null };
  const literal = escapeBraces(flow.path);
  const { template, secret } = templatePath(literal);
  const folds = secret || outcome === 'ok' || view.hasProof({ ...base, path: template });
  const path = folds ? template : literal;
  if (!view.hasRoomForPath(path, outcome, caps.paths))
    return { key: { ...base, path: OVERFLOW_PATH }, literal: null };
  return { key: { ...base, path }, literal: secret || path === literal ? null : literal };
}

function withinCap(caller: Caller, outcome: Outcome, view: CapsView, caps: Caps): Caller {
  if (caller.principal === null) return caller;
  if (view.hasRoomForPrincipal(caller.principal, outcome, caps.principals)) return caller;
  return known(OVERFLOW_PRINCIPAL);
}

/** A caller's own `{*}` must not become a template. Istio writes such paths with escapes as well (T5). */
function escapeBraces(path: string): string {
  return path.replaceAll('{', '%7B').replaceAll('}', '%7D');
}
