/**
 * Does a value of a policy match text? S1, in Istio's order: `*` alone, then a suffix, then a prefix, else
 * exact. A star anywhere else is a literal star.
 */
export function matchesValue(pattern: string, text: string): boolean {
  if (pattern === '*') return text !== ''; // S1: present and not empty
  if (pattern.startsWith('*')) return text.endsWith(pattern.slice(1)); // S1: suffix
  if (pattern.endsWith('*')) return text.startsWith(pattern.slice(0, -1)); // S1: prefix
  return pattern === text; // S1: exact
}

/** S1: for hosts, methods and headers `*` asks for presence only: an empty value is one. */
export function matchesPresent(pattern: string, text: string): boolean {
  return pattern === '*' || matchesValue(pattern, text);
}
