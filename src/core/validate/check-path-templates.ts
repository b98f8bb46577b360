import { isPathTemplate } from '../evaluate/path-template.ts';
import { each, type Problem, type ValueCheck } from './value-checks.ts';
import { quoted } from './value-words.ts';

/** T5, as Istio reads it: slashes at both ends don't count, and each segment is judged alone. */
export const checkPathTemplates: ValueCheck = (values, path) => each(values, path, templateProblem);

function templateProblem(path: string): Problem | null {
  const isTemplate = isPathTemplate(path);
  let last = false;
  for (const segment of withoutOuterSlashes(path).split('/')) {
    if (segment === '{*}' || segment === '{**}') {
      if (last) {
        return bad(path, 'has an operator after `{**}`, which must be the last one: use `{*}` before it');
      }
      last = segment === '{**}';
      continue;
    }
    if (/[{}]/.test(segment)) {
      return bad(
        path,
        'has a brace outside `{*}` and `{**}`, each of which must be a whole segment: write a literal ' +
          'brace as %7B or %7D',
      );
    }
    if (isTemplate && !/^[a-zA-Z0-9\-._~%!$&'()+,;:@=]+$/.test(segment))
      return bad(path, segmentWords(segment));
  }
  return null;
}

function segmentWords(segment: string): string {
  if (segment === '') return 'has an empty segment between its operators: remove the doubled slash';
  if (segment.includes('*'))
    return `has a star in ${quoted(segment)}: only \`{*}\` and \`{**}\` stand for more`;
  return `has characters in ${quoted(segment)} that no template may have: write them percent-encoded`;
}

function bad(path: string, why: string): Problem {
  return ['bad-path', `The path ${quoted(path)} ${why}.`];
}

function withoutOuterSlashes(path: string): string {
  let start = 0;
  let end = path.length;
  while (path[start] === '/') start += 1;
  while (end > start && path[end - 1] === '/') end -= 1;
  return path.slice(start, end);
}
