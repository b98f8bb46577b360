import { readFile } from 'node:fs/promises';
import { LineCounter, parseDocument } from 'yaml';
import { AppError } from '../app-error.ts';
import type { JsonTemplate, JsonTemplateValue } from '../core/model/log-template.ts';

const DEEPEST = 32;
const HINT =
  'write a map of the keys that the lines have, as meshConfig.accessLogFormat or logFormat.labels has it: ' +
  '{"time": "%START_TIME%", "code": "%RESPONSE_CODE%", …}';

/**
 * `--json-fields FILE`: JSON or YAML, a map of key → Envoy format string; maps and lists may nest. Throws AppError
 * `invalid` with file and place.
 */
export async function readJsonFields(file: string): Promise<JsonTemplate> {
  const value = parsed(await textOf(file), file);
  if (!isMap(value)) throw refused(file, value === null ? 'it is empty' : 'it is no map of keys');
  const fields = mapOf(value, file, []);
  if (Object.keys(fields).length === 0) throw refused(file, 'it has no keys');
  return fields;
}

async function textOf(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).replace(/^\uFEFF/, '');
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    const why = missing ? 'there is no such file' : cause instanceof Error ? cause.message : String(cause);
    throw new AppError('invalid', `--json-fields ${file} can't be read: ${why}`, { cause });
  }
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // YAML, or its error has a line.
  }
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = lineCounter.linePos(error.pos[0]);
    throw refused(
      `${file}:${line}:${col}`,
      error.message,
      'put format strings into quotes: "%START_TIME%"',
      error,
    );
  }
  try {
    return document.toJS();
  } catch (cause) {
    throw refused(file, cause instanceof Error ? cause.message : String(cause), HINT, cause);
  }
}

function mapOf(map: object, file: string, at: readonly string[]): JsonTemplate {
  // Not assigned one by one: a key `__proto__` is one as well.
  return Object.fromEntries(
    Object.entries(map).map(([key, value]) => [key, checked(value, file, [...at, key])] as const),
  );
}

function checked(value: unknown, file: string, at: readonly string[]): JsonTemplateValue {
  if (at.length > DEEPEST) throw refused(file, `${at.slice(0, 3).join('.')}… nests too deep`);
  if (value === null || typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map((one, index) => checked(one, file, [...at, String(index)]));
  if (isMap(value)) return mapOf(value, file, at);
  throw refused(file, `${at.join('.')} is neither a text nor a map`);
}

function isMap(value: unknown): value is object {
  return (
    typeof value === 'object' && value !== null && Object.prototype.toString.call(value) === '[object Object]'
  );
}

function refused(where: string, why: string, hint = HINT, cause?: unknown): AppError {
  return new AppError('invalid', `--json-fields ${where}: ${why}`, { hint, cause });
}
