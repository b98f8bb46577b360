import { type Principal, principalOf } from '../core/model/principal.ts';
import { type WorkloadId, type WorkloadKey, workloadId } from '../core/model/workload.ts';

/** Which workloads run under which principal, as their proxies or an inventory said. */
export class PrincipalIndex {
  readonly #trustDomain: () => string;
  readonly #limit: number;
  readonly #workloads = new Map<Principal, Set<WorkloadId>>();
  #size = 0;

  /** `limit`: pairs that are kept; later ones are not. */
  constructor(trustDomain: () => string, limit: number) {
    this.#trustDomain = trustDomain;
    this.#limit = limit;
  }

  add(workload: WorkloadKey, serviceAccount: string | null): void {
    if (!serviceAccount) return;
    const { namespace } = workload;
    const principal = principalOf({ trustDomain: this.#trustDomain(), namespace, serviceAccount });
    const known = this.#workloads.get(principal) ?? new Set();
    const id = workloadId(workload);
    if (known.has(id) || this.#size >= this.#limit) return;
    this.#size++;
    this.#workloads.set(principal, known.add(id));
  }

  get all(): ReadonlyMap<Principal, ReadonlySet<WorkloadId>> {
    return this.#workloads;
  }
}
