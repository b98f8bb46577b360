import type { ReviewedCalls } from '../http/simulate-dto.ts';
import { callWords, shortTime } from './call-words.ts';
import type { CheckAnswer } from './check-answer.ts';
import { whyWords } from './check-table.ts';
import { type JunitCase, type JunitProblem, junitXml } from './junit.ts';
import { documentCases } from './junit-documents.ts';

/**
 * A case a workload, which fails when evidence of it would be denied (`strict`: or might be), and one a document
 * that isn't judged. `time`: ms.
 */
export function checkJunit(answer: CheckAnswer, strict: boolean, time: number): string {
  const { workloads, unknown, allowed, notes, policies, traffic } = answer;
  const cases = workloads.map((one) => workloadCase(one, answer, strict));
  const output = [...unknown.map(line('unknown')), ...allowed.map(line('would be let in')), ...notes];
  const files = traffic.failures.map(trafficCase);
  const suites = [
    { name: 'recorded traffic', cases, output },
    { name: 'policies', cases: documentCases('leastpath.check.policies', policies, true), output: [] },
    { name: 'traffic files', cases: files, output: [] },
  ];
  return junitXml(
    suites.filter((suite) => suite.cases.length > 0),
    time,
  );
}

function workloadCase(
  { workload, evidence }: CheckAnswer['workloads'][number],
  { denied, unknown }: CheckAnswer,
  strict: boolean,
): JunitCase {
  const [, namespace = ''] = workload.split('/');
  const own = (list: readonly ReviewedCalls[]) => list.filter((calls) => calls.workload === workload);
  const lines = [...own(denied).map(line('denied')), ...own(unknown).map(line('unknown'))];
  const fails = evidence.deny > 0 || (strict && evidence.unknown > 0);
  const all = evidence.allow + evidence.deny + evidence.unknown;
  const message = `of ${all} calls that succeeded ${evidence.deny} would be denied, ${evidence.unknown} are unknown`;
  const problem: JunitProblem = { kind: 'failure', message, text: lines.join('\n') };
  return { className: `leastpath.check.${namespace}`, name: workload, problem: fails ? problem : null };
}

function line(now: string): (calls: ReviewedCalls) => string {
  return (calls) =>
    `${now}: ${callWords(calls)} (${calls.count} call${calls.count === 1 ? '' : 's'}, last ${shortTime(calls.lastSeen)}): ${whyWords(calls)}`;
}

function trafficCase(message: string): JunitCase {
  return {
    className: 'leastpath.check.traffic',
    name: message,
    problem: { kind: 'error', message, text: message },
  };
}
