import type { Call } from '../evaluate/call.ts';
import type { EnforcementPoint } from '../model/enforcement-point.ts';
import type { Mismatch } from './explanation.ts';
import type { Failing } from './failing.ts';
import { listed } from './listed.ts';
import { nearMiss } from './near-miss.ts';

/** A failing condition as data and in words. */
export function mismatchOf(failing: Failing, call: Call, point: EnforcementPoint): Mismatch {
  const { condition, expected } = failing;
  return {
    field: condition.field,
    expected,
    actual: condition.attribute.of(call),
    words: wordsOf(failing, call, point),
  };
}

const SHOWN_MISMATCHES = 3;

/** All that fails in a rule, as one part of a sentence. */
export function mismatchesInWords(all: readonly Failing[], call: Call, point: EnforcementPoint): string {
  const asked = all.filter(({ standing }) => standing === 'no').map((one) => wordsOf(one, call, point));
  const ignored = all
    .filter(({ standing }) => standing === 'ignored')
    .map(({ condition }) => condition.field);
  const first = ignored.length === 0 ? [] : [notAsked([...new Set(ignored)], call, point)];
  const words = [...first, ...asked];
  const shown = words.slice(0, SHOWN_MISMATCHES);
  const more = words.length - shown.length;
  if (more > 0) shown.push(`and ${more} more of its conditions ${more === 1 ? 'fails' : 'fail'}`);
  return shown.join('; ');
}

function wordsOf({ condition, standing, expected }: Failing, call: Call, point: EnforcementPoint): string {
  const { attribute, negated, subject } = condition;
  if (standing === 'ignored') return notAsked([condition.field], call, point);
  const actual = attribute.of(call);
  if (negated) {
    const what = actual === null ? absent(attribute.noun) : `${attribute.noun} is ${shown(actual)}`;
    return `${what}, the rule excludes ${values(condition.excluded(call))}`;
  }
  if (actual === null) return `${absent(attribute.noun)}, the rule asks for ${values(expected)}`;
  const hint = nearMiss(subject, expected, actual, point);
  const words = `${attribute.noun} is ${shown(actual)}, the rule allows ${values(expected)}`;
  return hint === null ? words : `${words} (${hint})`;
}

/** Why conditions are never asked. */
function notAsked(fields: readonly string[], call: Call, point: EnforcementPoint): string {
  const names = listed(fields, 'and');
  if (point.plane === 'ztunnel') return `ztunnel cannot judge ${names}, so such a rule lets nothing in`;
  if (call.chain === 'tcp') return `the connection is TCP, where a rule with ${names} is dropped whole`;
  return `no proxy can read what it has in ${names}, so the rule is dropped`;
}

function absent(noun: string): string {
  if (noun === 'token') return 'no token was accepted';
  if (noun.startsWith('header ')) return `${noun} was not sent`;
  if (noun === 'SNI') return 'no SNI was sent';
  return noun.startsWith('caller') ? 'the caller has no verified identity' : `there is no ${noun}`;
}

function values(list: readonly string[]): string {
  return listed(list.map(shown));
}

const SHOWN_CHARS = 120;

/** Attackers choose paths and headers: no sentence grows with them, and none is broken by them. */
function shown(text: string): string {
  if (text === '') return 'empty';
  const clean = text.replace(/\p{C}/gu, '\u00b7');
  return clean.length > SHOWN_CHARS ? `${clean.slice(0, SHOWN_CHARS)}…` : clean;
}
