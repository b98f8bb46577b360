import type { Verdict } from '../core/evaluate/evaluate.ts';
import { callWords } from '../core/recommend/call-words.ts';
import type * as model from '../core/review/changes.ts';
import { flowOfCall } from '../core/review/flow-of-call.ts';
import type { ChangesAnswer } from '../ports.ts';
import type { Changes, EffectChange } from './changes-dto.ts';
import { timeText } from './views.ts';

/** Recorded calls shown of one difference. */
const SHOWN = 50;

export function changesView(answer: ChangesAnswer): Changes | null {
  if (answer.changes === null) return null;
  const { changes, workload } = answer;
  return {
    equal: changes.equal,
    differences: changes.differences.map((one) => ({
      change: one.change,
      words: callWords(workload, one.witness),
      witness: { ...flowOfCall(one.witness, one.point, workload) },
      before: verdictView(one.from),
      after: verdictView(one.to),
      recorded: one.flows.slice(0, SHOWN).map(recordedView),
      recordedTotal: one.flows.length,
    })),
    undecided: [...changes.undecided],
  };
}

function verdictView({ verdict, by }: Verdict): EffectChange['before'] {
  return { verdict, by: by && { ...by } };
}

function recordedView({ operation, path }: model.RecordedChange): EffectChange['recorded'][number] {
  const { caller, port, protocol, method, counts } = operation;
  return {
    principal: caller.principal,
    anonymousReason: caller.anonymousReason,
    port,
    protocol,
    method,
    path: operation.path,
    sample: path === operation.path ? null : path,
    counts: { ...counts },
    lastSeen: timeText(operation.lastSeen),
  };
}
