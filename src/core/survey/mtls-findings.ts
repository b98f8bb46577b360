import type { Edge } from '../model/edge.ts';
import type { Finding } from '../model/finding.ts';
import type { Workload } from '../model/workload.ts';
import { edgeWords, isProved } from './edge-words.ts';
import { commonLabels } from './labels.ts';
import { listed } from './listed.ts';
import { mtlsMode } from './mtls-mode.ts';
import type { ClusterSurvey } from './survey-of.ts';

/** Q4, Q6: the same callers stand in the way of STRICT and of a policy that names callers. */
export function mtlsFindings({ key }: Workload, edges: readonly Edge[], survey: ClusterSurvey): Finding[] {
  const all = survey.view?.peerAuthentications;
  if (!all) return [];
  const labels = commonLabels(survey.pods.living(key).map((pod) => pod.labels));
  const { rootNamespace } = survey.mesh;
  const rows = edges
    .filter((edge) => isProved(edge) && edge.caller.anonymousReason === 'plaintext')
    .filter(({ port }) => mtlsMode(all, rootNamespace, key.namespace, labels, port) === 'PERMISSIVE')
    .map((edge) => edgeWords(key, edge));
  return listed(key, rows, {
    id: 'mtls-permissive',
    severity: 'info',
    title: 'Plaintext callers are taken in beside mTLS',
    why: 'PeerAuthentication is PERMISSIVE here: these callers would be cut off by STRICT, and by a policy.',
    whatToDo: 'Bring them into the mesh first; then set STRICT, so that no more come.',
  });
}
