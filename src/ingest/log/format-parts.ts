import { AppError } from '../../app-error.ts';

export type FormatPart =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'operator'; readonly text: string };

/**
 * Cuts an Envoy format string into its literals and operators (`NAME` or `NAME(ARGUMENTS)`, without the
 * percent signs). Throws AppError `invalid` for an operator that doesn't end.
 */
export function formatParts(format: string): FormatPart[] {
  const parts: FormatPart[] = [];
  let literal = '';
  let at = 0;
  while (at < format.length) {
    const percent = format.indexOf('%', at);
    if (percent < 0) break;
    literal += format.slice(at, percent);
    const end = endOfOperator(format, percent + 1);
    if (end < 0) throw new AppError('invalid', `log format: the operator at ${percent} doesn't end`);
    at = end + 1;
    if (end === percent + 1) {
      literal += '%';
      continue;
    }
    if (literal !== '') parts.push({ kind: 'literal', text: literal });
    literal = '';
    parts.push({ kind: 'operator', text: format.slice(percent + 1, end) });
  }
  literal += format.slice(at);
  if (literal !== '') parts.push({ kind: 'literal', text: literal });
  return parts;
}

/** Arguments may hold percent signs (`START_TIME(%s)`): the end is the first one outside of parentheses. */
function endOfOperator(format: string, from: number): number {
  let depth = 0;
  for (let at = from; at < format.length; at++) {
    const char = format[at];
    if (char === '(') depth++;
    else if (char === ')') depth--;
    else if (char === '%' && depth <= 0) return at;
  }
  return -1;
}
