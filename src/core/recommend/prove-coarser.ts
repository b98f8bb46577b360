import { admits } from '../evaluate/admits.ts';
import type { PolicyMesh } from '../model/enforcement-point.ts';
import type { AllowPolicy } from '../model/policy.ts';
import { askedOnce } from './asked-once.ts';
import type { Unproved } from './proof.ts';
import { grantedFlow, grantsIn } from './prove-grants.ts';

/**
 * Finer detail never allows what the coarser denies: the first combination of values of the one that the
 * other does not take in whole. All values are exact (that is proved first), so this is inclusion, and not a
 * sample.
 */
export function firstWider(policy: AllowPolicy, coarser: AllowPolicy, mesh: PolicyMesh): Unproved | null {
  const isAdmitted = askedOnce(coarser, mesh, (flow) => admits(coarser, flow));
  for (const rule of policy.spec.rules) {
    for (const granted of grantsIn(rule)) {
      const flow = { reporter: 'destination', ...grantedFlow(granted) } as const;
      // Without HTTP fields it holds on every chain.
      const chains = flow.method === null ? (['tcp', 'http'] as const) : (['http'] as const);
      const denied = chains.find((protocol) => !isAdmitted({ ...flow, protocol }));
      if (denied) return { why: 'a coarser detail denies it', flow: { ...flow, protocol: denied } };
    }
  }
  return null;
}
