import { AppError } from '../../app-error.ts';
import type { JsonTemplate, JsonTemplateValue } from '../../core/model/log-template.ts';
import { type FormatPart, formatParts } from './format-parts.ts';

const DEEPEST = 32;

/** A string of a template, and the keys (of lists: positions) under which its value stands in a line. */
export interface TemplateLeaf {
  readonly path: readonly string[];
  readonly parts: readonly FormatPart[];
}

/** Lists have one length in all lines, or positions mean nothing. */
export interface TemplateList {
  readonly path: readonly string[];
  readonly length: number;
}

export interface TemplateLeaves {
  readonly leaves: readonly TemplateLeaf[];
  readonly lists: readonly TemplateList[];
}

/** All strings of a template, in its order. Throws AppError `invalid`, naming the key. */
export function templateLeaves(fields: JsonTemplate): TemplateLeaves {
  const leaves: TemplateLeaf[] = [];
  const lists: TemplateList[] = [];

  function walk(value: JsonTemplateValue, path: readonly string[]): void {
    if (path.length > DEEPEST) throw new AppError('invalid', `log format: ${keyOf(path)} nests too deep`);
    if (typeof value === 'string') leaves.push({ path, parts: partsOf(value, path) });
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) lists.push({ path, length: value.length });
    for (const [key, one] of Object.entries(value)) walk(one, [...path, key]);
  }

  walk(fields, []);
  return { leaves, lists };
}

/** As it is named to the user. */
export function keyOf(path: readonly string[]): string {
  const [first, ...others] = path;
  return path.length > 4 ? `"${first}.${others.slice(0, 2).join('.')}…"` : `"${path.join('.')}"`;
}

function partsOf(format: string, path: readonly string[]): readonly FormatPart[] {
  try {
    return formatParts(format);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const message = error.message.replace(/^log format: /, `log format: in ${keyOf(path)}, `);
    throw new AppError(error.code, message, {
      cause: error,
      ...(error.hint === null ? {} : { hint: error.hint }),
    });
  }
}

const MISSHAPEN = Symbol('misshapen');

/** What a line has there; undefined = nothing; a symbol where it has something else on the way. */
export function valueAt(object: unknown, path: readonly string[]): unknown {
  let value = object;
  for (const key of path) {
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'object') return MISSHAPEN;
    if (!Object.hasOwn(value, key)) return Array.isArray(value) ? MISSHAPEN : undefined;
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return value;
}
