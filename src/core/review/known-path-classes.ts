import type { PathNormalization } from '../model/enforcement-point.ts';
import { pathClasses } from './path-classes.ts';

type ClassOf = (path: string) => string;

/**
 * `pathClasses` that remember the paths they have seen. Callees whose policies have the same patterns share what is
 * remembered; past `limit` paths all of it is forgotten, which only costs time.
 */
export function knownPathClasses(
  limit: number,
  mode: PathNormalization,
): (patterns: readonly string[]) => ClassOf {
  const shared = new Map<string, Map<string, string>>();
  let size = 0;
  /** How often all was forgotten. */
  let times = 0;

  function sharedBy(key: string): Map<string, string> {
    const known = shared.get(key) ?? new Map<string, string>();
    shared.set(key, known);
    return known;
  }

  function makeRoom(): void {
    if (size >= limit) {
      shared.clear();
      size = 0;
      times++;
    }
    size++;
  }

  return (patterns) => {
    const key = patterns.join('\n');
    const classOf = pathClasses(patterns, mode);
    let since = times;
    let known = sharedBy(key);
    return (path) => {
      const found = since === times ? known.get(path) : undefined;
      if (found !== undefined) return found;
      makeRoom();
      if (since !== times) {
        since = times;
        known = sharedBy(key);
      }
      const made = classOf(path);
      known.set(path, made);
      return made;
    };
  };
}
