import type { Verdict } from '../evaluate/evaluate.ts';
import type { DeniedCall, Named } from '../model/denial.ts';
import type { WorkloadKey } from '../model/workload.ts';
import { flowWords } from '../recommend/flow-words.ts';

/** `cluster.local/ns/shop/sa/web → shop/cart:8080 GET /admin: 3 times, by rule[0] of shop/no-admin`. */
export function denialWords(workload: WorkloadKey, { denial, count, ...flow }: DeniedCall): string {
  const times = count === 1 ? 'once' : `${count} times`;
  return `${flowWords(workload, flow)}: ${times}, ${denial.dryRun ? 'on trial ' : ''}${namedWords(denial)}`;
}

/** As half a sentence behind "denied". */
export function namedWords({ policy, rule, filter }: Named): string {
  const by = policy === null ? '' : rule === null ? `by ${policy}` : `by rule[${rule}] of ${policy}`;
  if (filter === null) return by || 'because no ALLOW policy matches';
  return by === '' ? `by another filter: ${filter}` : `${by} (${filter})`;
}

export function verdictWords({ verdict, by }: Verdict): string {
  if (verdict === 'unknown') return 'the answer depends on what was not recorded';
  if (verdict === 'allow')
    return by === null ? 'no policy denies it' : `rule[${by.rule}] of ${by.policy} lets it in`;
  return `denied ${namedWords({ policy: by?.policy ?? null, rule: by?.rule ?? null, filter: null })}`;
}
