import type { Explanation } from '../core/explain/explanation.ts';
import { callerKey } from '../core/model/caller.ts';
import { denialKey } from '../core/model/denial.ts';
import type { JudgedDenial } from '../core/review/judge-denials.ts';
import type { DeniedItem } from './denied-dto.ts';
import { timeText } from './views.ts';

export function deniedItem({ denied, answer, agrees }: JudgedDenial<Explanation>): DeniedItem {
  const { caller, port, protocol, grpc, method, path, sample, count, denial } = denied;
  const { policy, rule, filter } = denial;
  return {
    principal: caller.principal,
    anonymousReason: caller.anonymousReason,
    port,
    protocol: grpc ? 'grpc' : protocol,
    method,
    path,
    sample,
    enforced: !denial.dryRun,
    count,
    firstSeen: timeText(denied.firstSeen),
    lastSeen: timeText(denied.lastSeen),
    named: policy === null ? null : { policy, rule },
    filter,
    evaluator: answer && { verdict: answer.verdict, by: answer.by && { ...answer.by }, why: answer.why },
    nearest: nearestView(answer),
    agrees,
  };
}

function nearestView(answer: Explanation | null): DeniedItem['nearest'] {
  const nearest = answer?.nearest ?? null;
  if (nearest === null) return null;
  const { policy, rule, mismatches } = nearest;
  return {
    policy,
    rule,
    mismatches: mismatches.map(({ field, expected, actual, words }) => {
      return { field, expected: [...expected], actual, words };
    }),
  };
}

/** Total order over the denied calls of a workload: what a cursor points into. What is enforced comes first. */
export function deniedOrder({ denied }: JudgedDenial): string {
  const { caller, port, protocol, method, path, denial } = denied;
  const place = [callerKey(caller), String(port).padStart(5, '0'), protocol, method ?? '', path ?? ''];
  return [denial.dryRun ? '1' : '0', ...place, denialKey(denial)].join('\n');
}
