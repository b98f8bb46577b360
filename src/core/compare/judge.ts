import type { Call } from '../evaluate/call.ts';
import { compile } from '../evaluate/compile.ts';
import type { Verdict } from '../evaluate/evaluate.ts';
import type { EnforcementPoint } from '../model/enforcement-point.ts';
import type { AuthorizationPolicy } from '../model/policy.ts';
import type { Arena, SideName } from './arena.ts';
import type { Candidates } from './candidates.ts';
import { createIndexedJudge } from './indexed-judge.ts';

/** How the evaluator judges a call on both sides. */
export type Judge = (call: Call) => Readonly<Record<SideName, Verdict>>;

/** Of more rules only those are asked whose values begin like the call's. */
const MANY = 1000;

/** Judges with the evaluator. */
export function createJudge(
  attached: Readonly<Record<SideName, readonly AuthorizationPolicy[]>>,
  point: EnforcementPoint,
  arena: Arena,
  candidates: Candidates,
): Judge {
  if (arena.rules.length > MANY) return createIndexedJudge(arena, point, candidates);
  const [from, to] = [compile(attached.from, point), compile(attached.to, point)];
  return (call) => ({ from: from(call), to: to(call) });
}
