import type { PolicyMesh } from '../model/enforcement-point.ts';
import type { Detail } from '../model/flow.ts';
import type { Operation } from '../model/operation.ts';
import type { Workload } from '../model/workload.ts';
import type { WorkloadSurvey } from '../survey/survey-workload.ts';
import type { Deployed } from './deployed.ts';
import type { Selector } from './selector.ts';

export interface RecommendInput {
  readonly workload: Workload;
  readonly selector: Selector;
  /** All of the workload's, folded, in any order. */
  readonly operations: readonly Operation[];
  readonly detail: Detail;
  /** Left out: `DEFAULT_MESH`. */
  readonly mesh?: PolicyMesh;
  /** Left out or null: nothing is known of what is deployed. */
  readonly deployed?: Deployed | null;
  /** Left out or null: the cluster's objects were not looked at. */
  readonly survey?: WorkloadSurvey | null;
}

/** Istio's own defaults. */
export const DEFAULT_MESH: PolicyMesh = {
  rootNamespace: 'istio-system',
  trustDomain: 'cluster.local',
  aliases: [],
  pathNormalization: 'BASE',
};
