import type { Call } from '../evaluate/call.ts';
import type { OperationKey } from '../model/operation.ts';
import type { Deployed } from './deployed.ts';
import type { VerifiedOperation } from './evidence.ts';
import { flowWords } from './flow-words.ts';
import { keptPaths } from './kept-paths.ts';

export interface Refusals {
  /** `shop/no-admin, rule 0: WEB → shop/cart:8080 GET /admin`, one a flow. */
  readonly refused: readonly string[];
  /** Flows of which the policies can't be asked, in the same words. */
  readonly undecided: readonly string[];
  /** How many flows were looked at. */
  readonly flows: number;
}

/**
 * Evidence that the deployed policies refuse whatever is allowed: all that was kept of it. Where the pods
 * differ, one that refuses is enough.
 */
export function refusedEvidence(
  { workload, kinds }: Deployed,
  evidence: readonly VerifiedOperation[],
): Refusals {
  const asked = kinds.filter(({ refusing }) => refusing.length > 0);
  if (asked.length === 0) return { refused: [], undecided: [], flows: 0 };
  const refused: string[] = [];
  const undecided: string[] = [];
  let flows = 0;
  for (const operation of evidence) {
    for (const path of keptPaths(operation)) {
      flows += 1;
      const flow = { ...operation, path };
      const verdicts = asked.map(({ refuses }) => refuses(callOf(flow)));
      const no = verdicts.find(({ verdict }) => verdict === 'deny');
      const unknown = verdicts.find(({ verdict }) => verdict === 'unknown');
      const words = () => flowWords(workload, flow);
      if (no) refused.push(`${no.by ? `${no.by.policy}, rule ${no.by.rule ?? '?'}: ` : ''}${words()}`);
      else if (unknown) undecided.push(words());
    }
  }
  return { refused, undecided, flows };
}

/** What telemetry knows of a call; the rest isn't known (B8). */
export function callOf({
  protocol,
  caller,
  port,
  method,
  path,
}: Pick<OperationKey, 'protocol' | 'caller' | 'port' | 'method' | 'path'>): Call {
  return {
    chain: protocol,
    principal: caller.principal,
    port,
    ...(method === null ? {} : { method }),
    ...(path === null ? {} : { path }),
  };
}
