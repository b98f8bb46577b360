import type { Readiness } from '../model/readiness.ts';
import type { Recommendation } from '../model/recommendation.ts';
import { DAY } from '../model/scaled-time.ts';
import { workloadOfId } from '../model/workload.ts';
import { FOLDED_FOR_SIZE } from '../recommend/folded-finding.ts';
import type { PolicyYamlInput } from './policy-yaml-input.ts';
import { riskWords } from './risk-words.ts';

/** The comment above a policy, as lines without `#`. Only a draft's says what changes by the day. */
export function headerLines(input: PolicyYamlInput): string[] {
  const { recommendation, readiness, draft, unauthenticated, timeUnit, horizonDays } = input;
  return [
    ...subject(recommendation),
    ...(draft
      ? draftLines(recommendation, readiness, horizonDays)
      : [`State: ${readiness.state}.`, ...findingLines(widening(recommendation))]),
    ...(timeUnit === DAY ? [] : [`Time is scaled: a day of the learning is ${timeUnit / 1000} s.`]),
    ...(unauthenticated ? ['telemetry was not authenticated'] : []),
  ].map(oneLine);
}

function subject({ workload, detail }: Recommendation): string[] {
  const { cluster, namespace, name } = workloadOfId(workload);
  return [
    `leastpath: who may call ${namespace}/${name} (cluster ${cluster}), at detail ${detail}.`,
    'Allowed is what verified callers were seen to do with success; all else that reaches its pods is denied.',
  ];
}

function draftLines(
  { findings }: Recommendation,
  { state, gates, risk }: Readiness,
  horizonDays: number,
): string[] {
  const failing = gates.filter(({ passed }) => !passed);
  return [
    'DRAFT: dry-run. The proxies report what it would deny, and deny nothing.',
    `State: ${state}.${failing.length === 0 ? '' : ' Gates that fail:'}`,
    ...failing.map(({ id, why }) => `  ${id}: ${why}`),
    ...riskWords(risk, horizonDays),
    ...findingLines(findings),
  ];
}

function findingLines(findings: Recommendation['findings']): string[] {
  return findings.map(({ id, title }) => `Finding ${id}: ${title}.`);
}

/** That a policy admits more than was seen stands above it, enforced or not (L5). */
function widening({ findings }: Recommendation): Recommendation['findings'] {
  return findings.filter(({ id }) => id === FOLDED_FOR_SIZE);
}

/** Names come from telemetry: nothing in them may end the comment. */
function oneLine(line: string): string {
  return line.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ');
}
