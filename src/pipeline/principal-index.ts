import { type Principal, principalOf } from '../core/model/principal.ts';
import { type WorkloadId, type WorkloadKey, workloadId } from '../core/model/workload.ts';

/** Which workloads run under which principal, as their proxies or an inventory said. Bounded. */
export class PrincipalIndex {
  readonly #trustDomain: string;
  readonly #limit: number;
  readonly #workloads = new Map<Principal, Set<WorkloadId>>();

  constructor(trustDomain: string, limit: number) {
    this.#trustDomain = trustDomain;
    this.#limit = limit;
  }

  add(workload: WorkloadKey, serviceAccount: string | null): void {
    if (!serviceAccount) return;
    const principal = principalOf({
      trustDomain: this.#trustDomain,
      namespace: workload.namespace,
      serviceAccount,
    });
    const known = this.#workloads.get(principal);
    if (known) known.add(workloadId(workload));
    else if (this.#workloads.size < this.#limit)
      this.#workloads.set(principal, new Set([workloadId(workload)]));
  }

  get all(): ReadonlyMap<Principal, ReadonlySet<WorkloadId>> {
    return this.#workloads;
  }
}
