export const WILDCARD = '{*}';

const WILDCARD_SET = /^[a-zA-Z0-9\-._~%!$&'()*+,;:@=]+$/;

/** Would Envoy's `{*}` match this text as a segment (T2)? Never an empty one. */
export function fitsWildcard(segment: string): boolean {
  return WILDCARD_SET.test(segment);
}

/** A template has at least one whole segment `{*}`; everything else is a literal path (T1, T5). */
export function isTemplate(path: string): boolean {
  return path.includes(WILDCARD) && wildcards(path) > 0;
}

export function wildcards(template: string): number {
  let count = 0;
  for (const segment of template.split('/')) if (segment === WILDCARD) count += 1;
  return count;
}

/** Does the template (or literal) match this concrete path? */
export function matchesTemplate(template: string, path: string): boolean {
  if (template === path) return !isTemplate(path);
  return everySegment(template, path, (outer, inner) => outer === WILDCARD && fitsWildcard(inner));
}

/** Is every path that `inner` matches matched by `outer` too? Both are literals or templates. */
export function templateContains(outer: string, inner: string): boolean {
  if (outer === inner) return true;
  return everySegment(outer, inner, (a, b) => a === WILDCARD && (b === WILDCARD || fitsWildcard(b)));
}

function everySegment(
  outer: string,
  inner: string,
  admits: (outer: string, inner: string) => boolean,
): boolean {
  const left = outer.split('/');
  const right = inner.split('/');
  if (left.length !== right.length) return false;
  return left.every((segment, i) => {
    const other = right[i] ?? '';
    return admits(segment, other) || (segment === other && segment !== WILDCARD);
  });
}
