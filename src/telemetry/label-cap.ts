import type { WorkloadReport } from '../ports.ts';

export interface Labelled {
  readonly labels: { readonly namespace: string; readonly workload: string };
  /** One report; for the overflow row all that have no series of their own. */
  readonly reports: readonly WorkloadReport[];
  readonly overflow: boolean;
}

/** The name under which workloads past the cap are summed up; a workload that bears it is summed up too. */
const OVERFLOW = { namespace: 'overflow', workload: 'overflow' };

/**
 * Who gets series of its own: the first `limit` pairs of namespace and workload, first come, so that a
 * newcomer takes no series away from another. The same pair in a second cluster goes to the overflow row: two
 * must not share a series.
 */
export function createLabelCap(limit: number): (reports: readonly WorkloadReport[]) => Labelled[] {
  let admitted = new Set<string>();
  return (reports) => {
    const present = new Set(reports.map((report) => report.id as string));
    admitted = new Set([...admitted].filter((id) => present.has(id)));
    const rows: Labelled[] = [];
    const overflow: WorkloadReport[] = [];
    const taken = new Set([`${OVERFLOW.namespace}/${OVERFLOW.workload}`]);
    const inOrder = [
      ...reports.filter((report) => admitted.has(report.id)),
      ...reports.filter((report) => !admitted.has(report.id)),
    ];
    for (const report of inOrder) {
      const { namespace, name } = report.workload.key;
      const pair = `${namespace}/${name}`;
      if (taken.has(pair) || rows.length >= limit) {
        overflow.push(report);
        continue;
      }
      taken.add(pair);
      admitted.add(report.id);
      rows.push({ labels: { namespace, workload: name }, reports: [report], overflow: false });
    }
    if (overflow.length > 0) rows.push({ labels: OVERFLOW, reports: overflow, overflow: true });
    return rows;
  };
}
