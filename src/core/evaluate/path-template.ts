/** T2: what `{*}` takes, one or more of them, and `{**}`, any number with slashes between. */
const SET = /^[a-zA-Z0-9\-._~%!$&'()*+,;:@=]*$/;
const ONE = '{*}';
const MANY = '{**}';

/** T1: a value of `paths` is a template iff it has one of the two operators. */
export function isPathTemplate(pattern: string): boolean {
  return pattern.includes('{*') && (pattern.includes(ONE) || pattern.includes(MANY));
}

export function matchesPathTemplate(template: string, path: string): boolean {
  return compilePathTemplate(template)(path);
}

/** The template taken apart once, for many paths. */
export function compilePathTemplate(template: string): (path: string) => boolean {
  const head = template.slice(0, template.indexOf('{'));
  const segments = template.split('/');
  // Nearly all templates fail at their first letters.
  return (path) => path.startsWith(head) && covers(segments, path.split('/'), admitsLiteral);
}

/**
 * Does the template match every path that another template matches? May miss a yes, never says a false one.
 */
export function containsPathTemplate(outer: string, inner: string): boolean {
  return covers(outer.split('/'), inner.split('/'), admitsSegment);
}

type Admits = (operator: string, segment: string) => boolean;

/**
 * Segment by segment: `{*}` stands for one segment and `{**}` for one or more, empty ones included (T3, T4).
 * `at` holds the places in the template that the path may have reached, so no way is tried twice.
 */
function covers(outer: readonly string[], inner: readonly string[], admits: Admits): boolean {
  let at = new Set([0]);
  for (const segment of inner) {
    const next = new Set<number>();
    for (const place of at) {
      const head = outer[place];
      const isOperator = head === ONE || head === MANY;
      if (head === undefined || !(isOperator ? admits(head, segment) : head === segment)) continue;
      next.add(place + 1);
      if (head === MANY) next.add(place);
    }
    if (next.size === 0) return false;
    at = next;
  }
  return at.has(outer.length);
}

function admitsLiteral(operator: string, segment: string): boolean {
  return SET.test(segment) && (operator === MANY || segment !== '');
}

function admitsSegment(operator: string, segment: string): boolean {
  return segment === ONE || (segment === MANY ? operator === MANY : admitsLiteral(operator, segment));
}
