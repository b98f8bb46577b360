import type { AuthorizationPolicy } from '../core/model/policy.ts';
import { policyOf } from '../core/validate/policy-of.ts';
import { validatePolicy } from '../core/validate/validate-policy.ts';
import { isObject } from '../ingest/flows/flow-checks.ts';
import { parseJsonLine } from '../ingest/flows/parse-json-line.ts';
import { type Answerer, type AnswerOptions, createAnswerer } from './explain-answer.ts';

/** A parsed line and who answers for the policies in it. */
export interface LineWithPolicies {
  readonly value: unknown;
  /** null = the line carries no policies. */
  readonly answerer: Answerer | null;
}

export interface PolicySets {
  /** What a line of JSON says, or why it can't be read. */
  read(text: string): LineWithPolicies | { readonly error: string };
}

const KEY = '"policies":[';
/** Stands in a line for policies that are those of the line before. */
const SAME = '"\\u0000same"';
const KEPT_CHARS = 32 * 1024 * 1024;

/**
 * Policies that lines carry themselves. Lines of one set mostly follow each other, and the set is most of
 * their text: where it is the one before, it is neither parsed nor compiled again.
 */
export function createPolicySets(options: AnswerOptions): PolicySets {
  const kept = new Map<string, Answerer | string>();
  let keptChars = 0;
  let last: { readonly text: string; readonly answerer: Answerer } | null = null;

  /** Who answers for policies, by their own text; or why nobody can. */
  function known(policies: unknown, text: string): Answerer | string {
    const found = kept.get(text);
    if (found !== undefined) return found;
    if (keptChars > KEPT_CHARS) {
      kept.clear();
      keptChars = 0;
    }
    keptChars += text.length;
    const made = answererOf(policies, options);
    kept.set(text, made);
    return made;
  }

  function readWhole(text: string, start: number): LineWithPolicies | { readonly error: string } {
    const parsed = parseJsonLine(text);
    if ('error' in parsed) return parsed;
    const { value } = parsed;
    if (!isObject(value) || value.policies === undefined) return { value, answerer: null };
    const own = JSON.stringify(value.policies);
    const answerer = known(value.policies, own);
    if (typeof answerer === 'string') return { error: answerer };
    const list = start < KEY.length ? null : text.slice(start, endOfList(text, start));
    // The first list of that name may stand deeper in the line.
    const isOwn = list !== null && JSON.stringify(JSON.parse(list)) === own;
    last = isOwn ? { text: ownText(list), answerer } : null;
    return { value, answerer };
  }

  return {
    read(text) {
      const start = text.indexOf(KEY) + KEY.length - 1;
      const end = start + (last?.text.length ?? 0);
      // Comparing a slice is several times faster than startsWith.
      if (last !== null && start >= KEY.length && text.slice(start, end) === last.text) {
        const rest = parseJsonLine(text.slice(0, start) + SAME + text.slice(end));
        if ('value' in rest && isSame(rest.value)) return { value: rest.value, answerer: last.answerer };
      }
      try {
        return readWhole(text, start);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        return { error: 'policies are nested too deeply' };
      }
    },
  };
}

/** The marker stands where the policies were, not in some other key of that name. */
function isSame(value: unknown): boolean {
  return isObject(value) && value.policies === '\0same';
}

function answererOf(raw: unknown, options: AnswerOptions): Answerer | string {
  if (!Array.isArray(raw)) return 'policies is not a list';
  const policies: AuthorizationPolicy[] = [];
  for (const [i, one] of raw.entries()) {
    const [refused] = validatePolicy(one);
    if (refused !== undefined) {
      const where = refused.path === '' ? '' : `${refused.path}: `;
      return `policies[${i}]: Istio would refuse it: ${where}${refused.message}`;
    }
    policies.push(policyOf(one, 'default'));
  }
  return createAnswerer(policies, options);
}

/** Where a list ends that begins at `start`, in valid JSON. */
function endOfList(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 34 /* " */) at = endOfString(text, at);
    else if (code === 91 /* [ */) depth++;
    else if (code === 93 /* ] */ && --depth === 0) return at + 1;
  }
  return text.length;
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text.charCodeAt(at) !== 34) at += text.charCodeAt(at) === 92 ? 2 : 1;
  return at;
}

/** A copy that doesn't keep the piece of the file alive which it was cut from. */
function ownText(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}
