import { isTemplate, matchesTemplate } from '../aggregate/path-language.ts';
import type { PolicyMesh } from '../model/enforcement-point.ts';
import type { Detail } from '../model/flow.ts';
import { OVERFLOW_PATH } from '../model/operation.ts';
import { principalParts } from '../model/principal.ts';
import type { WithheldReason } from '../model/recommendation.ts';
import { isOverflowCaller, type VerifiedOperation } from './evidence.ts';
import { isWritableTemplate } from './writable-template.ts';

/** Why an operation can't be written as a rule. */
export interface Obstacle {
  readonly reason: WithheldReason;
  readonly why: string;
}

/** The mesh's own and its aliases. */
export function trustDomainsOf({ trustDomain, aliases }: PolicyMesh): readonly string[] {
  return [trustDomain, ...aliases];
}

/** Istio reads this trust domain as the mesh's own, whatever that is called (D2). */
const POINTER = 'cluster.local';

/**
 * The first obstacle to writing the operation at this detail; null = it can be written exactly.
 * `trustDomains`: the mesh's own and its aliases.
 */
export function obstacleOf(
  operation: VerifiedOperation,
  detail: Detail,
  trustDomains: readonly string[] = [POINTER],
): Obstacle | null {
  return (
    callerObstacle(operation, trustDomains) ??
    methodObstacle(operation, detail) ??
    pathObstacle(operation, detail)
  );
}

function callerObstacle(operation: VerifiedOperation, trustDomains: readonly string[]): Obstacle | null {
  if (isOverflowCaller(operation)) return tooLarge('more callers than leastpath keeps apart');
  if (!/^[!-~]+$/.test(operation.caller.principal) || isStarred(operation.caller.principal)) {
    return inexpressible('the principal can’t be written as an exact value'); // S2
  }
  if (principalParts(operation.caller.principal).trustDomain === POINTER && !trustDomains.includes(POINTER)) {
    return inexpressible('Istio takes cluster.local for the mesh’s own trust domain, which is another'); // D2
  }
  const isPort = Number.isInteger(operation.port) && operation.port >= 1 && operation.port <= 65_535;
  return isPort ? null : inexpressible('the port isn’t known'); // S11
}

function methodObstacle({ protocol, method }: VerifiedOperation, detail: Detail): Obstacle | null {
  if (detail === 'callers' || protocol === 'tcp') return null;
  if (method === null) return { reason: 'method-unknown', why: 'the source can’t name the method' };
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(method) || isStarred(method)) {
    return inexpressible('the method can’t be written as an exact value'); // S2, S8
  }
  return null;
}

function pathObstacle(operation: VerifiedOperation, detail: Detail): Obstacle | null {
  const { protocol, path, marks, literals } = operation;
  if (detail !== 'paths' || protocol === 'tcp') return null;
  if (path === null) return pathUncertain('no path was recorded');
  if (marks.includes('path-uncertain'))
    return pathUncertain('the path that was recorded may not be the one judged');
  if (marks.includes('path-cut')) return pathUncertain('the path was recorded only in part');
  if (path === OVERFLOW_PATH) return tooLarge('more paths than leastpath keeps apart');
  if (!isTemplate(path))
    return isWritableLiteral(path) ? null : inexpressible('no exact value matches the path');
  if (!isWritableTemplate(path)) return inexpressible('Istio or Envoy would refuse the path template');
  // T2: a template never matches some characters that a path may have.
  const outside = literals.find((literal) => !matchesTemplate(path, literal));
  return outside === undefined ? null : inexpressible(`the template doesn’t match ${outside}`);
}

/**
 * S2: stars at the ends would widen. S9: the query is cut off. T5: braces. Others never reach a policy's
 * eyes.
 */
function isWritableLiteral(path: string): boolean {
  return path.startsWith('/') && !isStarred(path) && !/[\s\p{Cc}\p{Cs}\ufffd?#{}]/u.test(path);
}

/** S1: at either end a star is an operator, and it can't be quoted. */
function isStarred(text: string): boolean {
  return text.startsWith('*') || text.endsWith('*');
}

function inexpressible(why: string): Obstacle {
  return { reason: 'inexpressible', why };
}

function pathUncertain(why: string): Obstacle {
  return { reason: 'path-uncertain', why };
}

function tooLarge(why: string): Obstacle {
  return { reason: 'too-large', why };
}
