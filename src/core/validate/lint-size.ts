import type { PolicyFinding } from './policy-finding.ts';
import { SIZE_LIMITS } from './size-limits.ts';
import { statedValues } from './stated-values.ts';
import { utf8Bytes } from './utf8-bytes.ts';
import type { PolicyLint } from './value-lint.ts';

const KIB = 1024;
/** L2: `kubectl apply` without --server-side keeps a copy in an annotation of at most this. */
const ANNOTATION = 256 * KIB;
/** L2: a request to the API server. */
const REQUEST = 1536 * KIB;

/** L2, L4, L5. */
export const lintSize: PolicyLint = (policy) => {
  const rules = policy.spec.rules?.length ?? 0;
  const values = statedValues(policy).length;
  const bytes = utf8Bytes(JSON.stringify(policy));
  return [
    ...(bytes > REQUEST ? [tooLarge(bytes)] : bytes > ANNOTATION ? [tooLargeToApply(bytes)] : []),
    ...heavyParts(rules, values, bytes),
  ];
};

function heavyParts(rules: number, values: number, bytes: number): PolicyFinding[] {
  if (rules > SIZE_LIMITS.rules) return [heavy(`${rules} rules`)];
  if (values > SIZE_LIMITS.values) return [heavy(`${values} values`)];
  return bytes > SIZE_LIMITS.bytes ? [heavy(`${Math.ceil(bytes / KIB)} KiB`)] : [];
}

function tooLarge(bytes: number): PolicyFinding {
  return {
    id: 'larger-than-etcd',
    severity: 'critical',
    title: 'No cluster stores an object of this size',
    why: `It has ${Math.ceil(bytes / KIB)} KiB; the API server’s store takes about 1.5 MiB.`,
    whatToDo: 'Split it by rule into several policies, or group callers.',
    path: 'spec.rules',
  };
}

function tooLargeToApply(bytes: number): PolicyFinding {
  return {
    id: 'larger-than-annotation',
    severity: 'warning',
    title: '`kubectl apply` refuses an object of this size',
    why:
      `It has ${Math.ceil(bytes / KIB)} KiB, and the copy that client-side apply keeps in an ` +
      'annotation may have 256.',
    whatToDo: 'Apply it with --server-side, or split it.',
    path: 'spec.rules',
  };
}

function heavy(what: string): PolicyFinding {
  return {
    id: 'large-policy',
    severity: 'info',
    title: 'A policy of this size costs every proxy that has it',
    why: `It has ${what}. Envoy tries rules one after the other, and keeps a copy in each filter chain.`,
    whatToDo: 'Group callers with equal rights in one rule, and use templates for paths with ids.',
    path: 'spec.rules',
  };
}
