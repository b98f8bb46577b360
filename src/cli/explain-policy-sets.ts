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
  read(text: string): Read;
}

const KEY = '"policies":[';
/** Stands in a line for its policies. */
const CUT_OUT = '"\\u0000cut out"';
/** Of text; what is made of it takes some fifty times as much. */
const KEPT_CHARS = 1024 * 1024;

/**
 * Policies that lines carry themselves. They are most of a line's text, and lines of one set mostly follow each other:
 * so they are cut out of the line and read by themselves, and where they are those of the line before not at all.
 */
export function createPolicySets(options: AnswerOptions): PolicySets {
  const kept = new Map<string, Answerer | string>();
  let keptChars = 0;
  let last: { readonly text: string; readonly answerer: Answerer } | null = null;

  /** Who answers for policies, by their text; or why nobody can. */
  function known(text: string, policies: unknown): Answerer | string {
    const found = kept.get(text);
    if (found !== undefined) return found;
    if (keptChars > KEPT_CHARS) {
      kept.clear();
      keptChars = 0;
    }
    keptChars += text.length;
    const made = answererOf(policies, options);
    kept.set(ownText(text), made);
    return made;
  }

  /** null = the first list of that name isn't the line's own, or something is no JSON. */
  function readInParts(text: string): Read | null {
    const start = text.indexOf(KEY) + KEY.length - 1;
    if (start < KEY.length) return null;
    const lastEnd = start + (last?.text.length ?? 0);
    // Comparing a slice is several times faster than startsWith.
    const isLast = last !== null && text.slice(start, lastEnd) === last.text;
    const end = isLast ? lastEnd : endOfList(text, start);
    const rest = parseJsonLine(text.slice(0, start) + CUT_OUT + text.slice(end));
    if ('error' in rest || !isCutOut(rest.value)) return null;
    if (isLast && last !== null) return { value: rest.value, answerer: last.answerer };
    const list = text.slice(start, end);
    const parsed = parseJsonLine(list);
    if ('error' in parsed) return null;
    const answerer = known(list, parsed.value);
    if (typeof answerer === 'string') return { error: answerer };
    last = { text: ownText(list), answerer };
    return { value: rest.value, answerer };
  }

  function readWhole(text: string): Read {
    const parsed = parseJsonLine(text);
    if ('error' in parsed) return parsed;
    const { value } = parsed;
    if (!isObject(value) || value.policies === undefined) return { value, answerer: null };
    const answerer = known(JSON.stringify(value.policies), value.policies);
    return typeof answerer === 'string' ? { error: answerer } : { value, answerer };
  }

  return {
    read(text) {
      try {
        return readInParts(text) ?? readWhole(text);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        return { error: 'policies are nested too deeply' };
      }
    },
  };
}

type Read = LineWithPolicies | { readonly error: string };

/** The mark stands where the line's own policies were, not in some other key of that name. */
function isCutOut(value: unknown): boolean {
  return isObject(value) && value.policies === '\0cut out';
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
