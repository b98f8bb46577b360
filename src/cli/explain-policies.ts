import { AppError } from '../app-error.ts';
import type { AuthorizationPolicy } from '../core/model/policy.ts';
import { policyOf } from '../core/validate/policy-of.ts';
import { validatePolicy } from '../core/validate/validate-policy.ts';
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
  const policies: AuthorizationPolicy[] = [];
  const unreadable: string[] = [];
  const refused: string[] = [];
  for (const document of await readPolicyDocuments(paths)) {
    const { file, line, kind, value, error } = document;
    if (error !== null) unreadable.push(`${file}:${line}: ${error.message}: ${error.hint}`);
    if (error !== null || kind !== 'AuthorizationPolicy') continue;
    const errors = validatePolicy(value);
    if (errors.length === 0) policies.push(policyOf(value, namespace));
    const name = `${document.namespace ?? namespace}/${document.name ?? '(no name)'}`;
    for (const { id, path, message } of errors) {
      const where = path === '' ? '' : `${path}: `;
      refused.push(`${file}:${line}: Istio would refuse ${name}: ${where}${message} (${id})`);
    }
  }
  if (policies.length + unreadable.length + refused.length === 0) {
    throw new AppError('unreadable', `there is no AuthorizationPolicy in ${paths.join(', ')}`, {
      hint: 'name the files or directories that hold them',
    });
  }
  return { policies, unreadable, refused };
}
