import type { Read, ReadError } from './policy-document.ts';
import { readYaml, tooDeep } from './policy-yaml.ts';
import { DEEPEST } from './policy-yaml-guards.ts';
import { duplicateKey } from './policy-yaml-value.ts';

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
    const { start, itemLines, problem } = span;
    const value = parsed(text.slice(start, span.end));
    if (value === undefined) {
      const next = text.indexOf('\n{', start + 1);
      at = next < 0 ? text.length : next + 1;
      found.push(...readYaml({ text: text.slice(start, at), line: span.line }));
    } else if (problem !== null) {
      at = span.end;
      found.push(problem);
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
  /** What JSON's own parser lets pass. */
  readonly problem: ReadError | null;
}

/** Where the next value begins and ends, by its brackets; null = none is left. */
function spanFrom(text: string, at: number, firstLine: number): Span | null {
  const token = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]]|\n|[^\s"{}[\]]+/gs;
  token.lastIndex = at;
  let line = firstLine;
  let open: { start: number; line: number; itemLines: number[] } | null = null;
  let items = false;
  let last = '';
  let problem: ReadError | null = null;
  /** Those so far, of each bracket that is open. */
  const keys: Set<string>[] = [];
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const [word] = match;
    if (word === '\n') {
      line += 1;
      continue;
    }
    open ??= { start: match.index, line, itemLines: [] };
    if (word === '{' || word === '[') {
      if (keys.length === 1) items = word === '[' && last === '"items"';
      if (keys.length === 2 && items && word === '{') open.itemLines.push(line);
      if (keys.length === DEEPEST) problem ??= tooDeep(line);
      keys.push(new Set());
    } else if (word === '}' || word === ']') {
      keys.pop();
      if (keys.length === 0) return { ...open, problem, end: match.index + 1 };
    } else if (word.startsWith('"')) last = word;
    else if (word.startsWith(':')) {
      if (keys.at(-1)?.has(last)) problem ??= { ...duplicateKey(last), line };
      keys.at(-1)?.add(last);
    }
  }
  return open === null ? null : { ...open, problem, end: text.length };
}
