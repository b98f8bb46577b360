import { evaluate } from '../evaluate/evaluate.ts';
import { type Caller, known } from '../model/caller.ts';
import type { AuthorizationPolicy } from '../model/policy.ts';
import { type Principal, principalParts } from '../model/principal.ts';
import type { VerifiedOperation } from './evidence.ts';
import type { Unproved } from './proof.ts';

interface Probe extends Unproved {
  readonly flow: VerifiedOperation | (Omit<VerifiedOperation, 'caller'> & { readonly caller: Caller });
}

/**
 * The first operation that the policy opens to a caller without identity, to one never seen, or on a port never seen.
 * What is asked for is the same for many callers, so each of them is only tried once with strangers of its own.
 */
export function firstStranger(
  policy: AuthorizationPolicy,
  evidence: readonly VerifiedOperation[],
): Unproved | null {
  for (const { why, flow } of probes(evidence)) {
    const { caller, port, protocol: chain, method, path } = flow;
    const { verdict } = evaluate([policy], { chain, principal: caller.principal, port, method, path });
    if (verdict !== 'deny') return { why, flow };
  }
  return null;
}

function* probes(evidence: readonly VerifiedOperation[]): Generator<Probe> {
  const seen = new Set<string>(evidence.map(({ caller }) => caller.principal));
  const otherPort = unusedPort(evidence);
  for (const flow of firstOfEach(evidence, ({ protocol, port, method, path }) =>
    JSON.stringify([protocol, port, method, path]),
  )) {
    yield {
      why: 'a caller without identity is allowed',
      flow: { ...flow, caller: { principal: null, anonymousReason: 'plaintext' } },
    };
    yield { why: 'a port never seen is allowed', flow: { ...flow, port: otherPort } };
  }
  for (const flow of firstOfEach(evidence, ({ caller }) => caller.principal)) {
    for (const principal of strangersTo(flow.caller.principal)) {
      if (!seen.has(principal)) {
        yield { why: 'a caller never seen is allowed', flow: { ...flow, caller: known(principal) } };
      }
    }
  }
}

function firstOfEach<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  return [...Map.groupBy(items, keyOf).values()].map(([first]) => first!);
}

/** Callers one step away from a real one, which a prefix, a suffix or a lost part would let in. */
function strangersTo(principal: Principal): Principal[] {
  const { trustDomain, namespace, serviceAccount } = principalParts(principal);
  return [
    `x${trustDomain}/ns/${namespace}/sa/${serviceAccount}`,
    `${trustDomain}/ns/${namespace}-x/sa/${serviceAccount}`,
    `${trustDomain}/ns/${namespace}/sa/${serviceAccount}-x`,
  ];
}

function unusedPort(evidence: readonly VerifiedOperation[]): number {
  const used = new Set(evidence.map(({ port }) => port));
  let port = 1;
  while (used.has(port)) port += 1;
  return port;
}
