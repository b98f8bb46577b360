import { AppError } from '../app-error.ts';
import type { AuthorizationPolicy } from '../core/model/policy.ts';
import { acceptedPolicies } from '../core/review/policy-set.ts';
import { readPolicyDocuments } from '../kube/policy-documents.ts';

export interface GivenPolicies {
  readonly policies: readonly AuthorizationPolicy[];
  /** One line for people each: what can't be read. */
  readonly unreadable: readonly string[];
  /** And what a cluster would not take. */
  readonly refused: readonly string[];
}

/**
 * The policies of files and directories, as they are: a dry-run one stays one. `namespace`: of those that
 * name none. Throws AppError: `invalid` for paths that don't exist, `unreadable` where there is no policy at
 * all.
 */
export async function givenPolicies(paths: readonly string[], namespace: string): Promise<GivenPolicies> {
  const accepted = acceptedPolicies(await readPolicyDocuments(paths), namespace);
  const { policies, rejected } = accepted;
  const unreadable = accepted.unreadable.map(
    ({ file, line, message, hint }) => `${file}:${line}: ${message}: ${hint}`,
  );
  const refused = rejected.flatMap(({ file, line, policy, errors }) =>
    errors.map(({ id, path, message }) => {
      const where = path === '' ? '' : `${path}: `;
      return `${file}:${line}: Istio would refuse ${policy}: ${where}${message} (${id})`;
    }),
  );
  if (policies.length + unreadable.length + refused.length === 0) {
    throw new AppError('unreadable', `there is no AuthorizationPolicy in ${paths.join(', ')}`, {
      hint: 'name the files or directories that hold them',
    });
  }
  return { policies, unreadable, refused };
}
