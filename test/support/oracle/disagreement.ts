import { callOfFlow } from '../../../src/core/evaluate/call-of-flow.ts';
import { compile } from '../../../src/core/evaluate/compile.ts';
import { evaluate } from '../../../src/core/evaluate/evaluate.ts';
import type { Judged, JudgeLine } from './judge-line.ts';
import { pointOf } from './judge-line.ts';

/** How the evaluator and Envoy disagree about a flow; null = not at all. */
export function disagreement(line: JudgeLine, judged: Judged): string | null {
  const point = pointOf(line);
  const call = callOfFlow(line.flow, point.mesh, 'absent');
  if (judged.error !== undefined) return `no verdict: ${judged.error}`;
  if (call === null) return judged.refused === undefined ? `refused here, ${judged.verdict} there` : null;
  if (judged.refused !== undefined) return `judged here, refused there: ${judged.refused}`;
  const isHttp = call.chain === 'http';
  if (isHttp && call.pathWithQuery !== judged.seenPath)
    return `path ${call.pathWithQuery}, not ${judged.seenPath}`;
  if (isHttp && call.remoteAddress !== judged.seenRemote)
    return `client ${call.remoteAddress}, not ${judged.seenRemote}`;
  const found = evaluate(line.policies, point, call);
  const compiled = compile(line.policies, point)(call);
  // An external service isn't asked here: what it might still deny is let in (V1).
  const isUnasked = found.verdict === 'unknown' && line.policies.some(({ spec }) => spec.action === 'CUSTOM');
  const text = ({ verdict, by }: Pick<typeof found, 'by'> & { verdict?: string }) =>
    `${verdict} by ${by === null ? 'no rule' : `${by.policy} rule ${by.rule}`}`;
  if (text(compiled) !== text(found)) return `${text(compiled)} compiled, ${text(found)} evaluated`;
  const [here, there] = isUnasked ? ['allow', judged.verdict] : [text(found), text(judged)];
  return here === there ? null : `${here}, not ${there}`;
}
