import type { Gate, Readiness } from '../model/readiness.ts';
import { DAY } from '../model/scaled-time.ts';
import { timeText } from './civil-date.ts';
import { days } from './wording.ts';

/** One sentence: what is missing, and from when it can be there. `timeUnit`: ms of a day. */
export function nextStep(readiness: Readiness, timeUnit: number): string {
  const failing = readiness.gates.filter((gate) => !gate.passed);
  const [first, ...others] = failing;
  if (!first) {
    const goodFor = days((readiness.goodForSeconds * 1000) / timeUnit, timeUnit !== DAY);
    return `Stable: the list is good for about ${goodFor}.`;
  }
  const also = others.length > 0 ? ` (and: ${others.map((gate) => gate.id).join(', ')})` : '';
  return `${capital(first.why)}${also}; ${outlook(failing, timeUnit)}.`;
}

function outlook(failing: readonly Gate[], timeUnit: number): string {
  const open = failing.filter((gate) => gate.clearsAt === null).map((gate) => gate.id);
  if (open.length > 0) return `no date can be given for ${open.join(', ')}`;
  const last = Math.max(...failing.map((gate) => gate.clearsAt ?? 0));
  return `stable from ${timeText(last, timeUnit !== DAY)} at the earliest`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
