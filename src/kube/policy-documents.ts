import { setImmediate } from 'node:timers/promises';
import { AppError } from '../app-error.ts';
import { type Chunk, chunksOf } from './policy-chunks.ts';
import type { PolicyDocument } from './policy-document.ts';
import { readJson } from './policy-json.ts';
import { broken, policyObjects } from './policy-objects.ts';
import { type PolicyPath, policyPaths } from './policy-paths.ts';
import { policyText } from './policy-text.ts';
import { readYaml } from './policy-yaml.ts';

/**
 * All objects of files and directories, in order: YAML (also several documents), JSON, Lists, gzipped or not;
 * `-` is stdin. What can't be read is an object with an error, and the others are there all the same. Objects
 * of other kinds are given too, for who counts them. A name that stands there twice is an error of the later,
 * whose value is still given. Throws AppError `invalid` for a path that doesn't exist, or a directory without
 * a file of that sort.
 */
export async function readPolicyDocuments(paths: readonly string[]): Promise<PolicyDocument[]> {
  const files = await policyPaths(paths);
  if (files.length === 0) {
    throw new AppError('invalid', `There is nothing to read in ${paths.join(', ')}`, {
      hint: 'of a directory the files that end in .yaml, .yml or .json are read',
    });
  }
  const documents: PolicyDocument[][] = [];
  for (const path of files) documents.push(await documentsOf(path));
  return withDuplicates(documents.flat());
}

/** Characters of one YAML document that a service takes: it answers nobody else while it parses one. */
export const MOST_SERVED_YAML = 512 * 1024;

/**
 * The same of a text that a service was sent: others have their turn between the documents, and one of YAML
 * that would take long is an error. `file`: what the documents say they are from.
 */
export async function policyDocumentsIn(text: string, file: string): Promise<PolicyDocument[]> {
  const documents: PolicyDocument[][] = [];
  for (const chunk of chunksOf(text)) {
    await setImmediate();
    const isLong = chunk.text.length > MOST_SERVED_YAML && !isJson(chunk);
    documents.push(isLong ? [broken(file, chunk.line, LONG_YAML)] : objectsIn(chunk, file));
  }
  return withDuplicates(documents.flat());
}

const LONG_YAML = {
  id: 'too-large',
  message: `a YAML document of more than ${MOST_SERVED_YAML / 1024} KiB isn't read here`,
  hint: 'send it as JSON, which is read faster, or as several documents',
};

async function documentsOf({ file, named }: PolicyPath): Promise<PolicyDocument[]> {
  const text = await policyText(file);
  if (typeof text !== 'string') return [broken(file, 1, text)];
  const found = documentsIn(text, file);
  if (isKustomization(file)) return found.filter(({ error }) => !error?.id.startsWith('missing-'));
  // A file of comments among others is nobody's mistake.
  return found.length > 0 || !named || hasText(text) ? found : [broken(file, 1, EMPTY)];
}

function documentsIn(text: string, file: string): PolicyDocument[] {
  return chunksOf(text).flatMap((chunk) => objectsIn(chunk, file));
}

function objectsIn(chunk: Chunk, file: string): PolicyDocument[] {
  const read = isJson(chunk)
    ? readJson(chunk.text.replace(/^---(?=\s)/, '   '), chunk.line)
    : readYaml(chunk);
  return read.flatMap((one) => policyObjects(one, file));
}

/** {{ is a template's, and all of it one document. */
function isJson({ text }: Chunk): boolean {
  return /^(?:---(?=\s))?\s*(?:\[|\{(?!\{))/.test(text);
}

const EMPTY = {
  id: 'empty-file',
  message: 'it is empty',
  hint: 'give it an AuthorizationPolicy, or leave it out',
};

/** A List without items is text too. */
function hasText(text: string): boolean {
  return chunksOf(text).length > 0;
}

/** Kustomize's own file needs no kind. */
function isKustomization(file: string): boolean {
  return /(?:^|[\\/])kustomization\.ya?ml$/.test(file);
}

function withDuplicates(documents: readonly PolicyDocument[]): PolicyDocument[] {
  const first = new Map<string, PolicyDocument>();
  return documents.map((document) => {
    const { kind, namespace, name, error } = document;
    if (error !== null || kind !== 'AuthorizationPolicy' || name === null) return document;
    const key = `${namespace ?? ''}/${name}`;
    const earlier = first.get(key);
    if (earlier === undefined) {
      first.set(key, document);
      return document;
    }
    const message =
      `${namespace === null ? name : key} stands there twice: first at ` + `${earlier.file}:${earlier.line}`;
    const hint = 'a cluster keeps the later one only: give each its own name, or put their rules into one';
    return { ...document, error: { id: 'duplicate-name', message, hint } };
  });
}
