import type { Gate } from '../model/readiness.ts';
import { hold, type Judgement, pass } from './judgement.ts';
import { isScaled } from './settings.ts';
import { counted, days } from './wording.ts';

/** Evidence older than this is stale, and an anonymous caller not seen for so long holds nothing back. */
const FRESH_DAYS = 14;

const EDGE_NAME = { callers: 'caller', methods: 'method', paths: 'operation' } as const;

export function evidenceGate({ edges, detail }: Judgement): Gate {
  if (edges.length === 0) return hold('evidence', 'no call has succeeded yet');
  return pass('evidence', `${counted(edges.length, EDGE_NAME[detail])} seen to succeed`);
}

export function freshGate({ edges, history, settings }: Judgement): Gate {
  if (edges.length === 0) return hold('fresh', 'no call has succeeded yet');
  const last = edges.reduce((newest, edge) => Math.max(newest, edge.lastEvidence), 0);
  const age = Math.max(0, history.now - last) / settings.timeUnit;
  const why = `last call that succeeded ${days(age, isScaled(settings))} ago`;
  return age <= FRESH_DAYS ? pass('fresh', why) : hold('fresh', why);
}

export function anonymousGate({ edges, history, settings }: Judgement): Gate {
  const since = history.now - FRESH_DAYS * settings.timeUnit;
  const reasons = new Set<string>();
  for (const { caller, lastEvidence } of edges) {
    if (caller.principal === null && lastEvidence >= since) reasons.add(caller.anonymousReason);
  }
  const period = `in the last ${days(FRESH_DAYS, isScaled(settings))}`;
  if (reasons.size === 0) return pass('anonymous', `no anonymous caller succeeded ${period}`);
  const names = [...reasons].toSorted().join(', ');
  return hold('anonymous', `anonymous callers succeeded ${period} and would be cut off: ${names}`);
}

export function labelsGate({ history }: Judgement): Gate {
  return history.selectorKnown
    ? pass('labels', 'the labels to select it by are known')
    : hold('labels', 'no labels are known to select it by');
}

export function capsGate({ history, detail }: Judgement): Gate {
  return history.capped[detail]
    ? hold('caps', 'a limit was reached: some callers or paths were only counted together')
    : pass('caps', 'no limit was reached');
}

export function methodUnknownGate({ history, detail }: Judgement): Gate {
  const unwritable = history.unwritable[detail];
  if (unwritable === 0) return pass('method-unknown', 'every call that succeeded can be written as a rule');
  const why = `${counted(unwritable, 'operation')} that succeeded can't be written as a rule at this detail`;
  return hold('method-unknown', why);
}
