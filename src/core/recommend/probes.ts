import type { Call } from '../evaluate/call.ts';
import { type Principal, principalParts } from '../model/principal.ts';
import { callOf } from './deployed-refusals.ts';
import type { VerifiedOperation } from './evidence.ts';
import { keptPaths } from './kept-paths.ts';

/** Operations that are asked about; more of a kind would only ask the same again. */
const MOST = 32;

/**
 * Calls that were never seen, each one step from one that was: another caller, none, another port, method or
 * path. One for each port, protocol and method is enough to find what a wide policy lets in.
 */
export function* probesNear(evidence: readonly VerifiedOperation[]): Generator<Call> {
  const kinds = new Map(
    evidence.map((operation) => [`${operation.port} ${operation.protocol} ${operation.method}`, operation]),
  );
  const ports = new Set(evidence.map(({ port }) => port));
  for (const operation of [...kinds.values()].slice(0, MOST)) {
    const call = callOf({ ...operation, path: keptPaths(operation)[0] ?? null });
    yield { ...call, principal: null };
    for (const principal of stepsAway(operation.caller.principal)) yield { ...call, principal };
    yield { ...call, port: unusedPort(ports) };
    if (operation.protocol === 'tcp') continue;
    yield { ...call, method: operation.method === 'DELETE' ? 'PUT' : 'DELETE' };
    if (call.path != null) yield { ...call, path: `${call.path}${call.path.endsWith('/') ? '' : '-'}x` };
    yield { ...call, path: '/' };
  }
}

/** Callers that a prefix, a suffix or a lost part would let in. */
export function stepsAway(principal: Principal): Principal[] {
  const { trustDomain, namespace, serviceAccount } = principalParts(principal);
  return [
    `x${trustDomain}/ns/${namespace}/sa/${serviceAccount}`,
    `${trustDomain}/ns/${namespace}-x/sa/${serviceAccount}`,
    `${trustDomain}/ns/${namespace}/sa/${serviceAccount}-x`,
  ];
}

export function unusedPort(used: ReadonlySet<number>): number {
  let port = 1;
  while (used.has(port)) port += 1;
  return port;
}
