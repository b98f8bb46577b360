import { fitsWildcard, WILDCARD } from './path-language.ts';
import { segmentKind } from './segment-kind.ts';

/**
 * Stands for a secret segment of a path that no template can express. Its braces can't come from the wire
 * (resolveOperation escapes those) and no policy accepts them (T5), so it is never taken for a path that was
 * seen.
 */
export const SECRET_SEGMENT = '{secret}';

export interface TemplatedPath {
  /** With `{*}` for identifiers, or the path itself where nothing folds or a template would be invalid. */
  readonly template: string;
  /** The path had a segment that must not be stored as a literal. */
  readonly secret: boolean;
}

/** Replaces the segments that are identifiers by their type. Idempotent: a template stays as it is. */
export function templatePath(path: string): TemplatedPath {
  const segments = path.split('/');
  const kinds = segments.map(segmentKind);
  if (kinds.every((kind) => kind === 'word')) return { template: path, secret: false };
  const secret = kinds.includes('secret');
  const template = segments.map((segment, i) => (kinds[i] === 'word' ? segment : WILDCARD));
  if (segments.every((segment, i) => kinds[i] === 'word' || fitsWildcard(segment)) && isValid(template)) {
    return { template: template.join('/'), secret };
  }
  if (!secret) return { template: path, secret };
  const hidden = segments.map((segment, i) => (kinds[i] === 'secret' ? SECRET_SEGMENT : segment));
  return { template: hidden.join('/'), secret };
}

/**
 * Envoy aborts on templates that don't begin with one slash or have an empty segment, one trailing slash
 * apart (T6); Istio refuses other braces, stars and characters no path segment has (T5).
 */
function isValid(segments: readonly string[]): boolean {
  return segments.every((segment, i) => {
    if (i === 0) return segment === '';
    if (segment === '') return i === segments.length - 1;
    return segment === WILDCARD || (fitsWildcard(segment) && !segment.includes('*'));
  });
}
