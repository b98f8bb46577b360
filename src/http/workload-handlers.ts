import type { WatchStatus } from '../cluster-port.ts';
import type { MeshReader } from '../ports.ts';
import { changesView } from './changes-view.ts';
import type { DeniedList } from './denied-dto.ts';
import { deniedItem, deniedOrder } from './denied-view.ts';
import type { EdgeList, FindingList, Mesh, ReadinessParts, WorkloadDetail, WorkloadList } from './dto.ts';
import { answer, type Handlers, idOf, noSuchWorkload } from './handler.ts';
import { type MeshFacts, meshView } from './mesh-view.ts';
import { pageOf, sortedBy } from './paging.ts';
import type { Recommendation } from './recommendation-dto.ts';
import { edgeItem, edgeOrder, findingView, type ScaledTime, workloadDetail, workloadItem } from './views.ts';

export interface WorkloadDeps {
  readonly reader: MeshReader;
  readonly facts: MeshFacts;
  readonly scaled: ScaledTime;
  readonly readiness: () => ReadinessParts;
  readonly watches: () => readonly WatchStatus[];
}

/** What was learned and judged, as JSON. */
export function workloadHandlers({ reader, facts, scaled, readiness, watches }: WorkloadDeps) {
  return {
    getMesh(_req, res) {
      answer<Mesh>(res, meshView(reader, facts, scaled, readiness(), watches()));
    },

    listWorkloads(_req, res, { namespace, state, detail, q, ...asked }) {
      const reports = reader.reports().filter((report) => {
        const { key } = report.workload;
        if (namespace !== undefined && key.namespace !== namespace) return false;
        if (state !== undefined && report.readiness[detail].state !== state) return false;
        return q === undefined || report.id.toLowerCase().includes(q.toLowerCase());
      });
      const byId = (report: { id: string }) => report.id;
      const { items, nextCursor } = pageOf(sortedBy(reports, byId), byId, asked);
      answer<WorkloadList>(res, { items: items.map((report) => workloadItem(report, detail)), nextCursor });
    },

    getWorkload(req, res, { detail }) {
      const report = reader.report(idOf(req));
      if (!report) throw noSuchWorkload(idOf(req));
      answer<WorkloadDetail>(res, workloadDetail(report, detail, scaled, reader.judgedAt()));
    },

    async listEdges(req, res, { detail, ...asked }) {
      const edges = await reader.edges(idOf(req), detail);
      if (!edges) throw noSuchWorkload(idOf(req));
      const { items, nextCursor } = pageOf(sortedBy(edges, edgeOrder), edgeOrder, asked);
      answer<EdgeList>(res, { items: items.map(edgeItem), nextCursor });
    },

    async listDenied(req, res, asked) {
      const denied = await reader.denied(idOf(req));
      if (!denied) throw noSuchWorkload(idOf(req));
      const { judged, pastBound, policiesKnown } = denied;
      const { items, nextCursor } = pageOf(sortedBy(judged, deniedOrder), deniedOrder, asked);
      answer<DeniedList>(res, { items: items.map(deniedItem), nextCursor, policiesKnown, pastBound });
    },

    async getRecommendation(req, res, { detail }) {
      const id = idOf(req);
      const report = reader.report(id);
      const recommendation = await reader.recommendation(id, detail);
      if (!report || !recommendation) throw noSuchWorkload(id);
      const { state } = report.readiness[detail];
      const draft = state !== 'stable';
      const { policy, withheld, evidence, findings } = recommendation;
      const changes = await reader.changes(id, detail);
      answer<Recommendation>(res, {
        workload: id,
        detail,
        state,
        draft,
        policy: policy && { ...policy },
        yaml: await reader.policyYaml(id, detail, draft),
        evidence: evidence.map(({ rule, edges }) => ({ rule, edges: edges.map(edgeItem) })),
        withheld: withheld && { ...withheld },
        findings: findings.map(findingView),
        changes: changes && changesView(changes),
        changesWhy: changes?.why ?? null,
        ...scaled,
      });
    },

    listFindings(_req, res, asked) {
      const findings = reader.findings();
      // The reader's order (severity) is the answer's; positions are its cursor.
      const orders = new Map(findings.map((finding, i) => [finding, String(i).padStart(9, '0')]));
      const { items, nextCursor } = pageOf(findings, (finding) => orders.get(finding)!, asked);
      answer<FindingList>(res, { items: items.map(findingView), nextCursor });
    },
  } satisfies Partial<Handlers>;
}
