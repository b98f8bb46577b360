import type { Detail } from '../model/flow.ts';
import type { AllowPolicy, PolicyOperation, Rule } from '../model/policy.ts';
import type { Principal } from '../model/principal.ts';
import type { VerifiedOperation } from './evidence.ts';
import type { Unproved } from './proof.ts';

/** One combination of values that the policy lets in; null = no such condition. */
interface Granted {
  readonly principal: string | null;
  readonly port: string | null;
  readonly method: string | null;
  readonly path: string | null;
}

/**
 * Tightness: the first combination of values that no evidence has, word for word and at its caller's detail.
 * So no list is empty or missing, no star or template is wider than what was seen, and no caller got what
 * only another one did. Stops after one combination more than there is evidence.
 */
export function firstUnearned(
  policy: AllowPolicy,
  evidence: readonly VerifiedOperation[],
  detailOf: (principal: Principal) => Detail,
): Unproved | null {
  const earned = new Set(
    evidence.map((operation) => keyOf(earnedBy(operation, detailOf(operation.caller.principal)))),
  );
  for (const rule of policy.spec.rules) {
    for (const granted of grantsIn(rule)) {
      if (!earned.has(keyOf(granted)))
        return { why: 'it is allowed, and was never seen', flow: grantedFlow(granted) };
    }
  }
  return null;
}

function earnedBy({ caller, port, protocol, method, path }: VerifiedOperation, detail: Detail): Granted {
  const http = protocol === 'http';
  return {
    principal: caller.principal,
    port: String(port),
    method: http && detail !== 'callers' ? method : null,
    path: http && detail === 'paths' ? path : null,
  };
}

/** Every combination of one value of each field. */
export function* grantsIn({ from, to }: Rule): Generator<Granted> {
  for (const principal of valuesOr(from?.flatMap(({ source }) => valuesOr(source.principals)))) {
    for (const operation of valuesOr<PolicyOperation>(to?.map((entry) => entry.operation))) {
      for (const port of valuesOr(operation?.ports)) {
        for (const method of valuesOr(operation?.methods)) {
          for (const path of valuesOr(operation?.paths)) yield { principal, port, method, path };
        }
      }
    }
  }
}

/** A list that is missing or empty is no condition (F4, F5). */
function valuesOr<T>(values: readonly (T | null)[] | undefined): readonly (T | null)[] {
  return values === undefined || values.length === 0 ? [null] : values;
}

function keyOf({ principal, port, method, path }: Granted): string {
  return JSON.stringify([principal, port, method, path]);
}

export function grantedFlow({ principal, port, method, path }: Granted): Unproved['flow'] {
  return {
    caller:
      principal === null
        ? { principal, anonymousReason: 'plaintext' }
        : { principal: principal as Principal, anonymousReason: null },
    port: Number(port ?? 0),
    protocol: method === null ? 'tcp' : 'http',
    method,
    path,
  };
}
