import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ANONYMOUS_REASONS } from '../../../src/core/model/caller.ts';
import { GATES, STATES } from '../../../src/core/model/readiness.ts';
import { DROP_REASONS, KEPT_REASONS } from '../../../src/core/model/reason.ts';
import { PROBLEM_CODES } from '../../../src/http/dto.ts';
import { documentIds, findingIds, refusedIds } from './ids-in-code.ts';
import { DOCUMENT_WORDS, REFUSED_WORDS } from './lint-words.ts';
import {
  ANONYMOUS_WORDS,
  DROPPED_WORDS,
  FINDING_WORDS,
  GATE_WORDS,
  KEPT_WORDS,
  PROBLEM_WORDS,
  STATE_WORDS,
  WITHHELD_WORDS,
} from './reason-words.ts';
import { ROOT } from './repository-files.ts';

/** One list whose words reach users, and what each means. */
export interface ClosedList {
  readonly title: string;
  /** What is said above the table. */
  readonly lead: string;
  /** As the code has them. */
  readonly values: readonly string[];
  readonly words: Readonly<Record<string, string>>;
}

export const CLOSED_LISTS: readonly ClosedList[] = [
  {
    title: 'Kept',
    lead:
      'Records that are no evidence, but counted and, where they have an edge, shown: ' +
      '`reason` of `leastpath_records_kept_total`.',
    values: KEPT_REASONS,
    words: KEPT_WORDS,
  },
  {
    title: 'Dropped',
    lead: 'Records of which nothing else is kept: `reason` of `leastpath_records_dropped_total`.',
    values: DROP_REASONS,
    words: DROPPED_WORDS,
  },
  {
    title: 'Anonymous callers',
    lead: 'Why a caller has no principal: `anonymousReason`. It is part of the edge.',
    values: ANONYMOUS_REASONS,
    words: ANONYMOUS_WORDS,
  },
  {
    title: 'Withheld policies',
    lead:
      'Why there is no policy, not even a draft. `leastpath recommend` says `not-stable` besides, ' +
      'where there is a draft but a gate fails.',
    values: withheldReasons(),
    words: WITHHELD_WORDS,
  },
  {
    title: 'Gates',
    lead: 'What must hold before a workload is stable at a detail, in this order. Each says why, and when it can clear.',
    values: GATES,
    words: GATE_WORDS,
  },
  {
    title: 'States',
    lead: 'The first gate that fails decides.',
    values: STATES,
    words: STATE_WORDS,
  },
  {
    title: 'Problem codes',
    lead: '`code` of an error of the API; [errors.md](errors.md) has the statuses.',
    values: PROBLEM_CODES,
    words: PROBLEM_WORDS,
  },
  {
    title: 'Findings',
    lead:
      '`id` of a judgement that a person should know. `leastpath recommend` also prints `tls-unknown`: ' +
      'no line of the input says whether its caller used TLS. What `leastpath lint` finds is in [lint.md](lint.md).',
    values: findingIds(),
    words: FINDING_WORDS,
  },
];

/** What keeps a policy from being judged: on the page of `lint`. */
export const LINT_LISTS: readonly ClosedList[] = [
  {
    title: 'Refused policies',
    lead:
      "`id` of `errors`: the API server (by the CRD's schema) or Istio's webhook would not take the policy. " +
      'Each comes with its place in the policy and with what to write instead.',
    values: refusedIds(),
    words: REFUSED_WORDS,
  },
  {
    title: 'Documents that can not be read',
    lead: 'The other documents are judged all the same. Each comes with file, line and what to do.',
    values: documentIds(),
    words: DOCUMENT_WORDS,
  },
];

/** A type leaves nothing to ask at run time, so its source is read. */
function withheldReasons(): string[] {
  const source = readFileSync(join(ROOT, 'src/core/model/recommendation.ts'), 'utf8');
  const [, union = ''] = /export type WithheldReason =([^;]+);/.exec(source) ?? [];
  return [...union.matchAll(/'([a-z-]+)'/g)].map(([, reason = '']) => reason);
}
