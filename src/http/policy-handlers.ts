import type { Request, Response } from 'express';
import type { Detail } from '../core/model/flow.ts';
import type { MeshReader, WorkloadReport } from '../ports.ts';
import { etagOf, matchesEtag } from './etag.ts';
import { type Handlers, idOf, noSuchWorkload } from './handler.ts';
import { ProblemError } from './problems.ts';
import { readinessView } from './views.ts';

/**
 * Policies as files: what a pipeline downloads. A file that isn't stable is had only by asking for a draft.
 */
export function policyHandlers(reader: MeshReader) {
  return {
    async getPolicy(req, res, { detail, draft }) {
      const report = reader.report(idOf(req));
      if (!report) throw noSuchWorkload(idOf(req));
      if (!draft && report.readiness[detail].state !== 'stable') throw notStable(report, detail);
      const yaml = await reader.policyYaml(report.id, detail, draft);
      if (yaml === null) throw await withheld(reader, report, detail);
      sendYaml(req, res, yaml, `leastpath-${report.workload.key.name}${draft ? '-draft' : ''}`);
    },

    async getPolicies(req, res, { namespace, detail }) {
      // An empty file would say "no workload is stable", which nobody has looked into yet.
      if (reader.judgedAt() === null) throw new ProblemError('unavailable', 'nothing was judged yet');
      const documents: string[] = [];
      for (const { id, workload, readiness } of reader.reports()) {
        if (namespace !== undefined && workload.key.namespace !== namespace) continue;
        if (readiness[detail].state !== 'stable') continue;
        const yaml = await reader.policyYaml(id, detail, false);
        if (yaml !== null) documents.push(yaml.replace(/^---\n/, ''));
      }
      sendYaml(
        req,
        res,
        documents.length > 0 ? documents.join('---\n') : '# no workload is stable\n',
        'leastpath-policies',
      );
    },
  } satisfies Partial<Handlers>;
}

function notStable(report: WorkloadReport, detail: Detail): ProblemError {
  const { state, gates } = readinessView(report.readiness[detail]);
  return new ProblemError('not-stable', `${report.id} is ${state} at ${detail}: ${report.next[detail]}`, {
    state,
    gates: gates.filter((gate) => !gate.passed),
    hint: 'with ?draft=true you get the draft, which denies nothing (istio.io/dry-run)',
  });
}

async function withheld(reader: MeshReader, { id }: WorkloadReport, detail: Detail): Promise<ProblemError> {
  const reason = (await reader.recommendation(id, detail))?.withheld;
  return new ProblemError(
    'withheld',
    reason ? `${reason.reason}: ${reason.why}` : `there is no policy for ${id}`,
  );
}

function sendYaml(req: Request, res: Response, yaml: string, name: string): void {
  const etag = etagOf(yaml);
  res.setHeader('etag', etag);
  if (matchesEtag(req.headers['if-none-match'], etag)) {
    res.status(304).end();
    return;
  }
  res.setHeader('content-type', 'application/yaml; charset=utf-8');
  res.setHeader(
    'content-disposition',
    `attachment; filename="${name.replace(/[^A-Za-z0-9._-]/g, '-')}.yaml"`,
  );
  res.end(yaml);
}
