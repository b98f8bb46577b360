import { isTemplate, WILDCARD } from '../aggregate/path-language.ts';
import { type Operation, OVERFLOW_PATH } from '../model/operation.ts';

/**
 * The concrete paths that were kept of an operation; of a template without any an example. null = not known.
 */
export function keptPaths({
  path,
  literals,
}: Pick<Operation, 'path' | 'literals'>): readonly (string | null)[] {
  if (path === null || path === OVERFLOW_PATH) return [null];
  if (!isTemplate(path)) return [path];
  return literals.length > 0 ? literals : [path.replaceAll(WILDCARD, 'x')];
}
