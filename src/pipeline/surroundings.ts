import type { Listening } from '../core/model/coverage.ts';
import type { PolicyMesh } from '../core/model/enforcement-point.ts';
import type { Finding } from '../core/model/finding.ts';
import type { Inventory } from '../core/model/inventory.ts';
import type { Pod } from '../core/model/pod.ts';
import type { Workload } from '../core/model/workload.ts';
import { type Heard, type Reporting, reportingOf } from '../core/survey/reporting.ts';
import { surveyMesh } from '../core/survey/survey-mesh.ts';
import { type ClusterSurvey, surveyOf } from '../core/survey/survey-of.ts';
import {
  type SurveyedWorkload,
  surveyWorkload,
  type WorkloadSurvey,
} from '../core/survey/survey-workload.ts';

export interface SurroundingsOptions {
  readonly inventory: () => Inventory | null;
  readonly mesh: () => PolicyMesh;
  /** Namespaces for which nothing is proposed. */
  readonly leftOut: () => ReadonlySet<string>;
  /** Was the pod's own proxy ever heard? */
  readonly isHeard: (pod: Pod) => boolean;
  readonly collector: { listening(): readonly Listening[] };
  /** ms of a (scaled) day. */
  readonly timeUnit: number;
}

/** What the cluster around the workloads says of them, put in order once for each inventory. */
export interface Surroundings {
  /** null where it isn't known who is asked to report. `now`: ms. */
  reporting(workload: Workload, now: number): Reporting | null;
  survey(workload: Omit<SurveyedWorkload, 'leftOut'>): WorkloadSurvey;
  /** Of the mesh as a whole. */
  findings(now: number): readonly Finding[];
}

export function surroundings(options: SurroundingsOptions): Surroundings {
  const { leftOut, isHeard, collector, timeUnit } = options;
  const survey = remembered(options);
  const heard = (now: number): Heard => {
    const spans = collector.listening().filter(({ input }) => input === 'als');
    const listeningSince = Math.max(...spans.map(({ from }) => from));
    return { now, timeUnit, isHeard, listeningSince: spans.length > 0 ? listeningSince : now };
  };
  return {
    reporting({ key }, now) {
      const known = survey();
      return known && !leftOut().has(key.namespace) ? reportingOf(key, known, heard(now)) : null;
    },
    survey: (workload) => surveyWorkload({ ...workload, leftOut: leftOut() }, survey()),
    findings(now) {
      const known = survey();
      return known ? surveyMesh(known, heard(now), leftOut()) : [];
    },
  };
}

function remembered({ inventory, mesh }: SurroundingsOptions): () => ClusterSurvey | null {
  let known: ClusterSurvey | null = null;
  return () => {
    const [now, by] = [inventory(), mesh()];
    if (now === null) return null;
    if (known?.inventory !== now || known.mesh !== by) known = surveyOf(now, by);
    return known;
  };
}
