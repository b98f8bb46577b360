import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
  type YAMLError,
} from 'yaml';
import type { Chunk } from './policy-chunks.ts';
import type { Read, ReadError } from './policy-document.ts';
import { hopelessError, tooDeepAt } from './policy-yaml-guards.ts';
import { offsetOf, yamlValue } from './policy-yaml-value.ts';

/** Characters of one document: the parser takes about a second for each million. */
const MOST_YAML = 12 * 1024 * 1024;

/** What is in a part of a YAML file: mostly one document, none where it is empty. */
export function readYaml({ text, line }: Chunk): Read[] {
  const counter = new LineCounter();
  const lineOf = (offset: number) => counter.linePos(offset).line + line - 1;
  if (text.length > MOST_YAML) return [tooLarge(line)];
  const deep = tooDeepAt(text);
  if (deep !== null) return [tooDeep(line + text.slice(0, deep).split('\n').length - 1)];
  try {
    const hopeless = hopelessError(text, { ...OPTIONS, lineCounter: counter });
    if (hopeless !== null) return [syntaxError(hopeless, text, lineOf)];
    counter.lineStarts.length = 0;
    const documents = parseAllDocuments(text, { ...OPTIONS, lineCounter: counter });
    if (!Array.isArray(documents)) return [];
    return documents.flatMap((document) => {
      const [error] = document.errors;
      if (error !== undefined) return [syntaxError(error, text, lineOf)];
      return isEmpty(document) ? [] : [readDocument(document.contents, lineOf)];
    });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // the stack ended
    return [tooDeep(line)];
  }
}

/** Its own search for duplicates takes time squared, and its pretty errors much for each of many. */
const OPTIONS = { uniqueKeys: false, prettyErrors: false, logLevel: 'silent' } as const;

function tooLarge(line: number): ReadError {
  return {
    id: 'too-large',
    line,
    message: `a YAML document of more than ${MOST_YAML / 1024 / 1024} MiB isn't read`,
    hint: 'split it, or give it as JSON (`kubectl get … -o json`), which is read faster',
  };
}

export function tooDeep(line: number): ReadError {
  return { id: 'too-deep', line, message: 'it is nested too deeply', hint: 'no Kubernetes object is' };
}

function isEmpty({ contents }: Document): boolean {
  return contents === null || (isScalar(contents) && contents.value === null);
}

function readDocument(root: Node | null, lineOf: (offset: number) => number): Read {
  const { value, problem, templated } = yamlValue(root);
  const line = lineOf(offsetOf(root));
  if (templated !== null && problem !== null) return templateError(lineOf(templated));
  if (problem !== null) {
    return { id: problem.id, message: problem.message, hint: problem.hint, line: lineOf(problem.offset) };
  }
  const items = isMap(root) ? root.get('items', true) : undefined;
  return {
    line,
    value,
    itemLines: isSeq(items) ? items.items.map((item) => lineOf(offsetOf(item))) : [],
    templated: templated === null ? null : lineOf(templated),
  };
}

const HINTS: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'indent with spaces: YAML takes no tabs there',
  BAD_INDENT: 'indent all entries of one list or map alike',
  MULTILINE_IMPLICIT_KEY: 'check the colon and the quotes on the lines before',
  MISSING_CHAR: 'check for a missing quote, colon, comma or bracket',
};

function syntaxError(error: YAMLError, text: string, lineOf: (offset: number) => number): ReadError {
  const template = text.indexOf('{{');
  if (template >= 0) return templateError(lineOf(template));
  return {
    id: 'syntax',
    // What isn't closed is missed at the very end, which may be lines away.
    line: lineOf(Math.min(error.pos[0], text.trimEnd().length)),
    message: `it is no YAML: ${error.message.split('\n')[0]}`,
    hint: HINTS[error.code] ?? 'check the indentation, the dashes and the colons around this line',
  };
}

export function templateError(line: number): ReadError {
  return {
    id: 'template',
    line,
    message: 'it is a template, as {{ shows, and no policy yet',
    hint: 'render it first, e.g. `helm template … | leastpath lint -`',
  };
}
