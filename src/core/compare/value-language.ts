import { isPathTemplate } from '../evaluate/path-template.ts';
import { ANY_CHAR, charSet, DIGIT, LOWER, UPPER, without } from './char-set.ts';
import { any, foldedText, type Pattern, some, text } from './pattern.ts';

/** What a value of a policy matches: one text, or the texts of some patterns. */
export type ValueLanguage = string | readonly Pattern[];

const ANYTHING = any(ANY_CHAR);
const SPIFFE = 'spiffe://';
const NO_SLASH = without(ANY_CHAR, '/');

/** S1: what `*` alone asks for. */
export type Star = 'present' | 'not-empty';

/** S1, in Istio's order: `*` alone, suffix, prefix, exact. */
export function valueLanguage(value: string, star: Star): ValueLanguage {
  if (value === '*') return star === 'present' ? [[ANYTHING]] : [some(ANY_CHAR)];
  if (value.startsWith('*')) return [[ANYTHING, ...text(value.slice(1))]];
  if (value.endsWith('*')) return [[...text(value.slice(0, -1)), ANYTHING]];
  return value;
}

/** S7: `hosts` ignore case. Where nothing else looks at the case, texts are all in lower case. */
export function hostLanguage(value: string, caseMatters: boolean): ValueLanguage {
  if (!caseMatters) return valueLanguage(value.toLowerCase(), 'present');
  if (value === '*') return [[ANYTHING]];
  if (value.startsWith('*')) return [[ANYTHING, ...foldedText(value.slice(1))]];
  if (value.endsWith('*')) return [[...foldedText(value.slice(0, -1)), ANYTHING]];
  return [foldedText(value)];
}

/** T2: what `{*}` takes, one or more of them. */
const SEGMENT = charSet(`${LOWER + UPPER + DIGIT}-._~%!$&'()*+,;:@=`);
const MANY = charSet(`${LOWER + UPPER + DIGIT}-._~%!$&'()*+,;:@=/`);

/** S9, T1–T4: a path without query; in a template only the operators are no literal text. */
export function pathLanguage(value: string): ValueLanguage {
  if (!isPathTemplate(value)) return valueLanguage(value, 'not-empty');
  const segments = value.split('/').map((segment): Pattern => {
    if (segment === '{*}') return some(SEGMENT);
    return segment === '{**}' ? [any(MANY)] : text(segment); // T5: an operator is a whole segment
  });
  return [segments.flatMap((segment, index) => (index === 0 ? segment : [...text('/'), ...segment]))];
}

/** S3: over the whole SPIFFE ID, to whose text Istio adds the scheme. */
export function principalLanguage(value: string): ValueLanguage {
  if (value === '*') return [some(ANY_CHAR)];
  if (value.startsWith('*')) return [[...text(SPIFFE), ANYTHING, ...text(value.slice(1))]];
  if (value.endsWith('*')) return [[...text(SPIFFE + value.slice(0, -1)), ANYTHING]];
  return SPIFFE + value;
}

/**
 * S4: `/ns/VALUE/` anywhere in the SPIFFE ID; each star is any text, slashes included. Three places look like that:
 * the namespace's own, a trust domain `ns`, and a namespace `ns`.
 */
export function namespaceLanguage(value: string): ValueLanguage {
  const parts = value.split('*').map(text);
  const joined = parts.flatMap((part, index) => (index === 0 ? part : [ANYTHING, ...part]));
  const end = [...joined, ...text('/'), ANYTHING];
  const own = [...text(SPIFFE), ...some(NO_SLASH), ...text('/ns/')];
  return [
    [...own, ...end],
    [...text(`${SPIFFE}ns/`), ...end],
    [...own, ...text('ns/'), ...end],
  ];
}

/**
 * S5, Z5: `namespace/name` in any trust domain. Envoy's expression leaves room for more parts, ztunnel's has none, but
 * no SPIFFE ID that Istio makes has any.
 */
export function serviceAccountLanguage(value: string): ValueLanguage {
  const slash = value.indexOf('/');
  const name = `/ns/${value.slice(0, slash)}/sa/${value.slice(slash + 1)}`;
  return [[...text(SPIFFE), ...some(NO_SLASH), ...text(name)]];
}

/** S6: the beginning of the SPIFFE ID up to the slash after the trust domain. */
export function trustDomainLanguage(value: string): ValueLanguage {
  if (value === '*') return [[...text(SPIFFE), ANYTHING]];
  const part = any(NO_SLASH);
  if (value.startsWith('*')) return [[...text(SPIFFE), part, ...text(`${value.slice(1)}/`), ANYTHING]];
  if (value.endsWith('*')) return [[...text(SPIFFE + value.slice(0, -1)), part, ...text('/'), ANYTHING]];
  return [[...text(`${SPIFFE + value}/`), ANYTHING]];
}

/** Z5: ztunnel compares the namespace that it took out of the SPIFFE ID. */
export function parsedNamespaceLanguage(value: string): ValueLanguage {
  const before = [...text(SPIFFE), ...some(NO_SLASH), ...text('/ns/')];
  const after = [...text('/sa/'), ...some(NO_SLASH)];
  if (value === '*') return [[...before, ...some(NO_SLASH), ...after]];
  if (value.startsWith('*')) return [[...before, any(NO_SLASH), ...text(value.slice(1)), ...after]];
  if (value.endsWith('*')) return [[...before, ...text(value.slice(0, -1)), any(NO_SLASH), ...after]];
  return [[...before, ...text(value), ...after]];
}
