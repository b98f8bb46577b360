import type { Detail } from '../model/flow.ts';
import type { Operation } from '../model/operation.ts';
import type { Workload } from '../model/workload.ts';
import type { Selector } from './selector.ts';

export interface RecommendInput {
  readonly workload: Workload;
  readonly selector: Selector;
  /** All of the workload's, folded, in any order. */
  readonly operations: readonly Operation[];
  readonly detail: Detail;
  /** The mesh's own and its aliases; left out: `cluster.local`. */
  readonly trustDomains?: readonly string[];
}
