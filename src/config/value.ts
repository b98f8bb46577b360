import { z } from 'zod';
import { type Address, parseAddress } from './address.ts';
import { formatDuration, parseDuration } from './duration.ts';

/**
 * The kinds of values a setting may have. Each reads what YAML gives (a typed scalar) as well as what a
 * variable or a flag gives (text), and refuses with a sentence that says what to write.
 */
export type Refuse = (message: string) => void;

function value<T>(read: (raw: string | number | boolean, refuse: Refuse) => T | undefined) {
  return z
    .union([z.string(), z.number(), z.boolean()], { error: 'takes one value' })
    .transform((raw, ctx) => {
      let refused = false;
      const out = read(raw, (message) => {
        refused = true;
        ctx.addIssue({ code: 'custom', message });
      });
      if (out !== undefined && !refused) return out;
      if (!refused) ctx.addIssue({ code: 'custom', message: 'has no such value' });
      return z.NEVER;
    });
}

export function duration(bounds: { min: string; max?: string }) {
  const [min, max] = [parseDuration(bounds.min)!, parseDuration(bounds.max ?? '3650d')!];
  return value((raw, refuse): number | undefined => {
    const ms = typeof raw === 'string' ? parseDuration(raw) : null;
    if (ms === null) return void refuse('must be a duration such as 250ms, 10s, 2h or 7d');
    if (ms < min || ms > max) {
      return void refuse(`must be between ${formatDuration(min)} and ${formatDuration(max)}`);
    }
    return ms;
  });
}

function numberOf(raw: string | number | boolean): number {
  return typeof raw === 'number' ? raw : /^-?\d+(\.\d+)?$/.test(String(raw)) ? Number(raw) : Number.NaN;
}

/** A share; both ends are open or closed as said. */
export function ratio(bounds: { above: number; below: number }) {
  return value((raw, refuse): number | undefined => {
    const share = numberOf(raw);
    if (share > bounds.above && share < bounds.below) return share;
    return void refuse(`must be a number above ${bounds.above} and below ${bounds.below}, such as 0.1`);
  });
}

export function count(bounds: { min: number; max: number }) {
  return value((raw, refuse): number | undefined => {
    const n = numberOf(raw);
    if (Number.isInteger(n) && n >= bounds.min && n <= bounds.max) return n;
    return void refuse(`must be a whole number between ${bounds.min} and ${bounds.max}`);
  });
}

export function address() {
  return value((raw, refuse): Address | undefined => {
    const parsed = parseAddress(String(raw));
    return parsed ?? void refuse('must be HOST:PORT, such as 127.0.0.1:8080, 0.0.0.0:8080 or [::1]:8080');
  });
}

export function switchOnOff() {
  return value((raw, refuse): boolean | undefined => {
    const text = String(raw).toLowerCase();
    if (text === 'on' || text === 'true') return true;
    if (text === 'off' || text === 'false') return false;
    return void refuse('must be on or off');
  });
}

export function oneOf<const T extends readonly string[]>(words: T) {
  return value((raw, refuse): T[number] | undefined => {
    return words.find((word) => word === raw) ?? void refuse(`must be one of ${words.join(', ')}`);
  });
}

/** Text of one shape. `what` completes "must be …". */
export function text(shape: RegExp, what: string) {
  return value((raw, refuse): string | undefined => {
    return typeof raw === 'string' && shape.test(raw) ? raw : void refuse(`must be ${what}`);
  });
}

/** Free reading, for the few settings whose value has its own little language. */
export function read<T>(reader: (raw: string, refuse: Refuse) => T | undefined) {
  return value((raw, refuse) => reader(String(raw), refuse));
}

/** A YAML list, or words with commas between them. */
export function words(shape: RegExp, what: string) {
  return z
    .union([z.string().transform((raw) => raw.split(',').map((word) => word.trim())), z.array(z.string())], {
      error: 'must be a list',
    })
    .refine((list) => list.every((word) => shape.test(word)), `must be a list of ${what}`);
}
