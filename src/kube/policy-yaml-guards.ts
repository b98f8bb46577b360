import { type ParseOptions, parseAllDocuments, type YAMLError } from 'yaml';

/** Far more than any Kubernetes object has; YAML's parser takes very long for thousands. */
export const DEEPEST = 500;

/** The offset at which a text is nested beyond reason, whatever it is; null = nowhere. */
export function tooDeepAt(text: string): number | null {
  const run = /^[ \t]*(?:[-?:][ \t]+){100}/m.exec(text);
  if (run !== null) return run.index;
  let depth = 0;
  for (const { 0: bracket, index } of text.matchAll(/[[\]{}]/g)) {
    if (bracket === '[' || bracket === '{') depth += 1;
    else if (depth > 0) depth -= 1;
    if (depth > DEEPEST) return index;
  }
  return null;
}

const FIRST_LOOK = 64 * 1024;
/** More than cutting a text off can cause. */
const HOPELESS = 50;

/**
 * The first error of a text that isn't YAML at all; null = it may be some. The parser goes on after each
 * error, which takes minutes for megabytes of them, so longer and longer beginnings are tried first.
 */
export function hopelessError(text: string, options: ParseOptions): YAMLError | null {
  for (let length = FIRST_LOOK; length < text.length; length *= 8) {
    const documents = parseAllDocuments(text.slice(0, length), options);
    const errors = Array.isArray(documents) ? documents.flatMap((document) => document.errors) : [];
    if (errors.length > HOPELESS) return errors[0] ?? null;
  }
  return null;
}
