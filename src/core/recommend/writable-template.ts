/**
 * Would Istio accept the template and Envoy survive it? Whole segments are operators (T5), `{**}` is the last
 * one, literals keep to the characters both know (T2, no stars), and there is one leading slash and no empty
 * segment but after a final slash (T6: else Envoy aborts).
 */
export function isWritableTemplate(path: string): boolean {
  const [root, ...segments] = path.split('/');
  if (root !== '') return false;
  if (segments.length > 1 && segments.at(-1) === '') segments.pop();
  const operators = segments.filter((segment) => segment === '{*}' || segment === '{**}');
  if (operators.slice(0, -1).includes('{**}')) return false;
  return segments.every((segment) => /^(\{\*\*?\}|[a-zA-Z0-9\-._~%!$&'()+,;:@=]+)$/.test(segment));
}
