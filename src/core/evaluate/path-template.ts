/** T2: what `{*}` takes, one or more of them, and `{**}`, any number with slashes between. */
const SET = /^[a-zA-Z0-9\-._~%!$&'()*+,;:@=]*$/;
const ONE = '{*}';
const MANY = '{**}';

/** T1: a value of `paths` is a template iff it has one of the two operators. */
export function isPathTemplate(pattern: string): boolean {
  return pattern.includes('{*') && (pattern.includes(ONE) || pattern.includes(MANY));
}

export function matchesPathTemplate(template: string, path: string): boolean {
  // Nearly all templates fail here, without being taken apart.
  if (!path.startsWith(template.slice(0, template.indexOf('{')))) return false;
  return covers(template.split('/'), path.split('/'), admitsLiteral);
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
 */
function covers(outer: readonly string[], inner: readonly string[], admits: Admits): boolean {
  const [head, ...rest] = outer;
  const [segment, ...others] = inner;
  if (head === undefined || segment === undefined) return head === segment;
  if (head !== ONE && head !== MANY) return head === segment && covers(rest, others, admits);
  if (!admits(head, segment)) return false;
  return covers(rest, others, admits) || (head === MANY && covers(outer, others, admits));
}

function admitsLiteral(operator: string, segment: string): boolean {
  return SET.test(segment) && (operator === MANY || segment !== '');
}

function admitsSegment(operator: string, segment: string): boolean {
  return segment === ONE || (segment === MANY ? operator === MANY : admitsLiteral(operator, segment));
}
