import { containsPathTemplate, isPathTemplate, matchesPathTemplate } from './path-template.ts';
import { matchesValue } from './value-pattern.ts';

/** Does a value of `paths` match a normalised path (S9)? */
export function matchesPath(pattern: string, path: string): boolean {
  return isPathTemplate(pattern) ? matchesPathTemplate(pattern, path) : matchesValue(pattern, path);
}

/** Does a value of `paths` match every path that a literal or a template stands for? */
export function containsPath(pattern: string, path: string): boolean {
  if (!isPathTemplate(path)) return matchesPath(pattern, path);
  if (isPathTemplate(pattern)) return containsPathTemplate(pattern, path);
  if (pattern === '*') return true; // S1: a template matches no empty path
  // What stands before a template's first operator and after its last is in all its paths; nothing else is.
  if (pattern.startsWith('*')) return path.slice(path.lastIndexOf('}') + 1).endsWith(pattern.slice(1));
  if (pattern.endsWith('*')) return path.slice(0, path.indexOf('{')).startsWith(pattern.slice(0, -1));
  return false; // S1: an exact value is one path, a template always more
}
