import type { Read } from './policy-document.ts';
import { readYaml } from './policy-yaml.ts';

/**
 * Reads JSON objects, one or several after each other, as `kubectl -o json` or `jq -c` print them, far faster
 * than YAML's parser. What isn't JSON is YAML up to the next line that begins with a brace: it may be that,
 * and if not the error has a line.
 */
export function readJson(text: string, firstLine: number): Read[] {
  const found: Read[] = [];
  let at = 0;
  let line = firstLine;
  for (let span = spanFrom(text, at, line); span !== null; span = spanFrom(text, at, line)) {
    const { start, itemLines } = span;
    const value = parsed(text.slice(start, span.end));
    if (value === undefined) {
      const next = text.indexOf('\n{', start + 1);
      at = next < 0 ? text.length : next + 1;
      found.push(...readYaml({ text: text.slice(start, at), line: span.line }));
    } else {
      at = span.end;
      const template = text.slice(start, at).indexOf('{{');
      const templated = template < 0 ? null : span.line + newlines(text, start, start + template);
      found.push({ line: span.line, value, itemLines, templated });
    }
    line = span.line + newlines(text, start, at);
  }
  return found;
}

/** undefined = no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function newlines(text: string, start: number, end: number): number {
  let count = 0;
  for (let at = text.indexOf('\n', start); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

interface Span {
  readonly start: number;
  readonly end: number;
  readonly line: number;
  /** The lines on which the objects of its `items` begin. */
  readonly itemLines: readonly number[];
}

/** Where the next value begins and ends, by its brackets; null = none is left. */
function spanFrom(text: string, at: number, firstLine: number): Span | null {
  const token = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]]|\n|[^\s"{}[\]]+/gs;
  token.lastIndex = at;
  let line = firstLine;
  let depth = 0;
  let open: { start: number; line: number; itemLines: number[] } | null = null;
  let items = false;
  let key = '';
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const [word] = match;
    if (word === '\n') {
      line += 1;
      continue;
    }
    open ??= { start: match.index, line, itemLines: [] };
    if (word === '{' || word === '[') {
      if (depth === 1) items = word === '[' && key === '"items"';
      if (depth === 2 && items && word === '{') open.itemLines.push(line);
      depth += 1;
    } else if (word === '}' || word === ']') {
      depth -= 1;
      if (depth <= 0) return { ...open, end: match.index + 1 };
    } else if (word.startsWith('"') && depth === 1) key = word;
  }
  return open === null ? null : { ...open, end: text.length };
}
