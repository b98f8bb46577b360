import type { AuthorizationPolicy } from '../core/model/policy.ts';
import { isCoverageLine } from '../ingest/flows/coverage-line.ts';
import { type AnswerOptions, createAnswerer } from './explain-answer.ts';
import { decodeExplainLine } from './explain-line.ts';
import { createPolicySets } from './explain-policy-sets.ts';
import { answerLine, answerRow } from './explain-print.ts';

export interface AnswersOptions extends AnswerOptions {
  /** null = none were given: every line has to carry its own. */
  readonly policies: readonly AuthorizationPolicy[] | null;
  readonly output: 'json' | 'table';
}

export interface Answers {
  /** What to print for a line: '' for a coverage line, null for one that can't be read: `reason` says why. */
  of(text: string): string | null;
  /** Why the line before could not be read. */
  readonly reason: string;
  readonly verdicts: Readonly<Record<'allow' | 'deny' | 'unknown', number>>;
}

/** Answers for the lines of any input, one after the other. */
export function createAnswers({ policies, output, ...options }: AnswersOptions): Answers {
  const given = policies === null ? null : createAnswerer(policies, options);
  const sets = createPolicySets(options);
  const show = output === 'json' ? answerLine : answerRow;
  const verdicts = { allow: 0, deny: 0, unknown: 0 };
  let reason = '';

  function unreadable(why: string): null {
    reason = why;
    return null;
  }

  return {
    verdicts,
    get reason() {
      return reason;
    },
    of(text) {
      const read = sets.read(text);
      if ('error' in read) return unreadable(read.error);
      if (isCoverageLine(read.value)) return '';
      const line = decodeExplainLine(read.value);
      if ('error' in line) return unreadable(line.error);
      const answerer = read.answerer ?? given;
      if (answerer === null) return unreadable('it carries no policies, and none are given with --policies');
      const explanation = answerer(line);
      verdicts[explanation.verdict]++;
      return show(line, explanation);
    },
  };
}
