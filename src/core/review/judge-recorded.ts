import type { Call } from '../evaluate/call.ts';
import type { Judge, Judgement } from './judge.ts';
import type { RecordedCall } from './recorded-call.ts';

/** What a set of policies says of recorded calls. */
export interface JudgedCall {
  readonly verdict: Judgement['verdict'];
  /** The answer that decided, and the call it was given to; null = nothing could be asked. */
  readonly judgement: Judgement | null;
  readonly call: Call | null;
  /** Where not all calls of a template share the verdict: which do; null = all. */
  readonly part: string | null;
}

/**
 * A path that was kept and would be refused refuses: it was asked for. Of paths that weren't kept it is only
 * known that some were asked for, so a refusal of some of them leaves it open.
 */
export function judgeRecorded(recorded: RecordedCall, judge: Judge): JudgedCall {
  if (recorded.unknowable !== null) return { verdict: 'unknown', judgement: null, call: null, part: null };
  const seen = recorded.seen.map((call) => ({ call, judgement: judge(call) }));
  const [denied] = of(seen, 'deny');
  if (denied) return { verdict: 'deny', ...denied, part: share(of(seen, 'deny').length, seen.length) };
  const [unknown] = of(seen, 'unknown');
  if (unknown)
    return { verdict: 'unknown', ...unknown, part: share(of(seen, 'unknown').length, seen.length) };
  return judgeUnseen(recorded, judge) ?? { verdict: 'allow', ...(seen[0] ?? NOTHING), part: null };
}

/** null = nothing speaks against it. */
function judgeUnseen({ seen, unseen }: RecordedCall, judge: Judge): JudgedCall | null {
  const answers = unseen.map((call) => ({ call, judgement: judge(call) }));
  const denied = of(answers, 'deny');
  const [first] = [...denied, ...of(answers, 'unknown')];
  if (first === undefined)
    return answers[0] && seen.length === 0 ? { verdict: 'allow', ...answers[0], part: null } : null;
  if (seen.length === 0 && denied.length === answers.length) return { verdict: 'deny', ...first, part: null };
  const part = `paths of this template that were not kept, such as ${first.call.path}`;
  return { verdict: 'unknown', ...first, part };
}

interface Answer {
  readonly call: Call;
  readonly judgement: Judgement;
}

const NOTHING = { judgement: null, call: null };

function of(answers: readonly Answer[], verdict: Judgement['verdict']): Answer[] {
  return answers.filter(({ judgement }) => judgement.verdict === verdict);
}

function share(some: number, all: number): string | null {
  return some === all ? null : `${some} of its ${all} kept paths`;
}
