import type { PolicySet } from '../core/review/policy-set.ts';
import type { JunitCase } from './junit.ts';

/** A case for each document that isn't judged; a refused policy is a failure where it `counts`. */
export function documentCases(
  className: string,
  { rejected, unreadable }: Pick<PolicySet, 'rejected' | 'unreadable'>,
  counts: boolean,
): JunitCase[] {
  return [
    ...unreadable.map(({ file, line, message, hint }): JunitCase => {
      return { className, name: `${file}:${line}`, problem: { kind: 'error', message, text: hint } };
    }),
    ...rejected.map(({ file, line, policy, errors }): JunitCase => {
      const text = errors.map(({ path, message, id }) => `${path}: ${message} (${id})`).join('\n');
      const problem = { kind: 'failure', message: `Istio would refuse ${policy}`, text } as const;
      return { className, name: `${file}:${line} ${policy}`, problem: counts ? problem : null };
    }),
  ];
}
