import type { Accepted, CompareAnswer } from './compare-answer.ts';
import { workloadLines } from './compare-table.ts';
import { type JunitCase, junitXml } from './junit.ts';
import { documentCases } from './junit-documents.ts';

/** A case a workload, which fails when its policies change what isn't accepted to change. `time`: ms. */
export function compareJunit(answer: CompareAnswer, accepted: Accepted, time: number): string {
  const { workloads, from, to, notes } = answer;
  const output = [...workloads.filter(({ equal }) => !equal).flatMap(workloadLines), ...notes];
  const documents = [
    ...documentCases('leastpath.compare.from', from, false),
    ...documentCases('leastpath.compare.to', to, true),
  ];
  const suites = [
    { name: 'effect', cases: workloads.map((one) => workloadCase(one, accepted)), output },
    { name: 'policies', cases: documents, output: [] },
  ];
  return junitXml(
    suites.filter(({ cases }) => cases.length > 0),
    time,
  );
}

function workloadCase(compared: CompareAnswer['workloads'][number], accepted: Accepted): JunitCase {
  const { workload, differences, undecided } = compared;
  const [, namespace = ''] = workload.split('/');
  const about = { className: `leastpath.compare.${namespace}`, name: workload };
  const count = (change: string) => differences.filter((one) => one.change === change).length;
  const [denied, allowed] = [count('newly-denied'), count('newly-allowed')];
  const fails =
    denied > 0 || (allowed > 0 && !accepted.allowNew) || (undecided.length > 0 && !accepted.allowUndecided);
  if (!fails) return { ...about, problem: null };
  const message = `${denied} newly denied, ${allowed} newly allowed, ${undecided.length} undecided`;
  return { ...about, problem: { kind: 'failure', message, text: workloadLines(compared).join('\n') } };
}
