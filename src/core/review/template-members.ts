import { isTemplate, matchesTemplate, WILDCARD } from '../aggregate/path-language.ts';
import type { AuthorizationPolicy } from '../model/policy.ts';

const MANY = '{**}';
/** No policy names it, or it would stand for nothing but itself. */
const FRESH = 'leastpath-any';
const MOST = 200;

/** Every value of a path that the policies compare with. */
export function pathPatterns(policies: readonly AuthorizationPolicy[]): string[] {
  const operations = policies.flatMap(({ spec }) => spec.rules ?? []).flatMap(({ to }) => to ?? []);
  const values = operations.flatMap(({ operation: { paths = [], notPaths = [] } }) => [
    ...paths,
    ...notPaths,
  ]);
  return [...new Set(values)];
}

/**
 * Paths of a template that stand for all of them: one that no pattern names, and for each pattern that has a path
 * in common with the template one such path. What a policy says of these it says of the others, unless several
 * patterns meet in one path only.
 */
export function templateMembers(template: string, patterns: readonly string[]): string[] {
  const own = template.split('/');
  const members = [plain(own), ...patterns.map((pattern) => memberIn(own, pattern))];
  const found = members.filter((path) => path !== null && matchesTemplate(template, path)) as string[];
  return [...new Set(found)].slice(0, MOST);
}

function memberIn(own: readonly string[], pattern: string): string | null {
  if (isTemplate(pattern) || pattern.includes(MANY)) return joined(aligned(own, pattern.split('/')));
  // S1: a suffix first, then a prefix, else exact.
  if (pattern.startsWith('*')) return pattern === '*' ? plain(own) : endingWith(own, pattern.slice(1));
  if (pattern.endsWith('*')) return beginningWith(own, pattern.slice(0, -1));
  return pattern;
}

/** Segment by segment: `{*}` takes one, `{**}` one or more (T3). null = they have no path in common. */
function aligned(own: readonly string[], asked: readonly string[]): string[] | null {
  const [head, ...rest] = own;
  const [wanted, ...others] = asked;
  if (head === undefined || wanted === undefined) return head === wanted ? [] : null;
  if (wanted === MANY) {
    const tail = aligned(rest, others) ?? aligned(rest, asked);
    return tail && [head === WILDCARD ? FRESH : head, ...tail];
  }
  const both = wanted === WILDCARD ? head : head === WILDCARD ? wanted : head === wanted ? head : null;
  const tail = both === null ? null : aligned(rest, others);
  return tail && [both === WILDCARD ? FRESH : (both ?? ''), ...tail];
}

function beginningWith(own: readonly string[], prefix: string): string | null {
  const asked = prefix.split('/');
  const last = asked.length - 1;
  const path = own.map((segment, i) => {
    const wanted = asked[i];
    if (segment !== WILDCARD) return segment;
    if (wanted === undefined || wanted === '') return FRESH;
    return i === last ? `${wanted}${FRESH}` : wanted;
  });
  const text = path.join('/');
  return text.startsWith(prefix) ? text : null;
}

function endingWith(own: readonly string[], suffix: string): string | null {
  const asked = suffix.split('/');
  const offset = own.length - asked.length;
  const path = own.map((segment, i) => {
    const wanted = asked[i - offset];
    if (segment !== WILDCARD) return segment;
    if (wanted === undefined || wanted === '') return FRESH;
    return i === offset ? `${FRESH}${wanted}` : wanted;
  });
  const text = path.join('/');
  return text.endsWith(suffix) ? text : null;
}

function plain(own: readonly string[]): string {
  return own.map((segment) => (segment === WILDCARD ? FRESH : segment)).join('/');
}

function joined(segments: readonly string[] | null): string | null {
  return segments === null ? null : segments.join('/');
}
