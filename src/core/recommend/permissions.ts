import type { Detail } from '../model/flow.ts';
import type { Principal } from '../model/principal.ts';
import type { VerifiedOperation } from './evidence.ts';
import { type Grant, type GrantKind, type Permission, permissionKey } from './permission.ts';
import type { Steps } from './steps.ts';

/**
 * What each caller may do, from what it did. At `callers` that is ports; finer details name methods and paths
 * on HTTP, and still only ports on TCP.
 */
export function grantsOf(
  evidence: readonly VerifiedOperation[],
  detailOf: (principal: Principal) => Detail,
  steps: Pick<Steps, 'port' | 'template'>,
): Grant[] {
  const callers = Map.groupBy(evidence, ({ caller }) => caller.principal);
  return [...callers].flatMap(([principal, operations]) => {
    const detail = detailOf(principal);
    const all = operations.map((operation) => permissionOf(operation, detail, steps));
    const whole = all.filter(({ method }) => method === null);
    const wholePorts = new Set(whole.map(({ port }) => port));
    // A grant of the whole port holds for HTTP on it as well, so methods beside it would only seem to
    // restrict.
    const http = all.filter(({ method, port }) => method !== null && !wholePorts.has(port));
    return [...grant('port', principal, whole), ...grant('http', principal, http)];
  });
}

function permissionOf(
  operation: VerifiedOperation,
  detail: Detail,
  steps: Pick<Steps, 'port' | 'template'>,
): Permission {
  const port = steps.port(operation);
  if (detail === 'callers' || operation.protocol === 'tcp') return { port, method: null, path: null };
  const path = detail === 'paths' && operation.path !== null ? steps.template(operation.path) : null;
  return { port, method: operation.method, path };
}

function grant(kind: GrantKind, principal: Principal, permissions: readonly Permission[]): Grant[] {
  if (permissions.length === 0) return []; // F5: no permission is no rule, never an empty list
  const distinct = new Map(permissions.map((permission) => [permissionKey(permission), permission]));
  return [{ kind, principal, permissions: [...distinct.keys()].toSorted().map((key) => distinct.get(key)!) }];
}
