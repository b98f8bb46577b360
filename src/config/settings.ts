import { z } from 'zod';
import { Config } from './schema.ts';

/** One key of the configuration, as its users see it. */
export interface Setting {
  /** `learn.timeUnit` */
  readonly key: string;
  /** `LEASTPATH_LEARN_TIME_UNIT` */
  readonly variable: string;
  /** `--learn-time-unit` */
  readonly flag: string;
  /** As a user would write it. */
  readonly fallback: unknown;
  readonly meaning: string;
}

function words(key: string): string[] {
  return key.replace(/[A-Z]/g, (letter) => `.${letter}`).split('.');
}

function walk(schema: z.ZodObject, prefix: string): Setting[] {
  return Object.entries(schema.shape).flatMap(([name, part]) => {
    const key = `${prefix}${name}`;
    if (part instanceof z.ZodObject) return walk(part, `${key}.`);
    const fallback: unknown =
      part instanceof z.ZodPrefault || part instanceof z.ZodDefault ? part.def.defaultValue : undefined;
    const parts = words(key).map((word) => word.toLowerCase());
    return {
      key,
      variable: `LEASTPATH_${parts.join('_').toUpperCase()}`,
      flag: `--${parts.join('-')}`,
      fallback,
      meaning: part instanceof z.ZodType ? (part.description ?? '') : '',
    };
  });
}

/** All of them, in the order of the schema. */
export const SETTINGS: readonly Setting[] = walk(Config, '');
