import { type PolicySet, policySetOf } from '../core/review/policy-set.ts';
import { readPolicyDocuments } from '../kube/policy-documents.ts';

/** The policies of files and directories. Throws AppError `invalid` for a path that doesn't exist. */
export async function readPolicySet(paths: readonly string[], namespace: string): Promise<PolicySet> {
  return policySetOf(await readPolicyDocuments(paths), namespace);
}

/** What people read about documents that aren't judged, one line each. */
export function documentLines({ rejected, unreadable }: PolicySet): string[] {
  return [
    ...unreadable.map(
      ({ file, line, message, hint }) => `${file}:${line}: ${message}${hint ? `: ${hint}` : ''}`,
    ),
    ...rejected.flatMap(({ file, line, policy, errors }) =>
      errors.map(
        ({ id, path, message }) =>
          `${file}:${line}: Istio would refuse ${policy}: ${where(path)}${message} (${id})`,
      ),
    ),
  ];
}

function where(path: string): string {
  return path === '' ? '' : `${path}: `;
}
