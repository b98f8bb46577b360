import { normalizePath } from '../evaluate/normalize-path.ts';
import { compilePathTemplate, isPathTemplate } from '../evaluate/path-template.ts';
import { matchesValue } from '../evaluate/value-pattern.ts';
import type { PathNormalization } from '../model/enforcement-point.ts';

/** Most paths: no proxy rewrites them, whatever its mode. */
const PLAIN = /^(?:\/[A-Za-z0-9_~!$&'()*+,;:@=-][A-Za-z0-9_~!$&'()*+,;:@=.-]*)+\/?$/;

/**
 * Tells raw paths apart only as far as the patterns do: two paths of one class match the same of them, so policies
 * that compare with nothing else judge them alike. Paths with ids in them are endless, their classes are few.
 */
export function pathClasses(patterns: readonly string[], mode: PathNormalization): (path: string) => string {
  const exact = new Set(patterns.filter((one) => !one.includes('*')));
  const wide = patterns.filter((one) => one.includes('*')).map(matcherOf);
  return (raw) => {
    const path = PLAIN.test(raw) ? raw : normalizePath(raw, mode)?.path;
    if (path === undefined) return 'refused';
    let name = exact.has(path) ? path : '';
    for (const [index, matches] of wide.entries()) if (matches(path)) name += `\n${index}`;
    return name;
  };
}

function matcherOf(pattern: string): (path: string) => boolean {
  return isPathTemplate(pattern) ? compilePathTemplate(pattern) : (path) => matchesValue(pattern, path);
}
