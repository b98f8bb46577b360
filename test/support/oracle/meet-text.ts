import type { Random } from './random.ts';
import { randomSegments } from './random-value.ts';

/** A text that Istio's string matcher would find equal to the value; `fill` stands for what a star leaves open. */
export function meetText(value: string, fill: string): string {
  if (value === '*') return fill;
  if (value.startsWith('*')) return fill + value.slice(1);
  return value.endsWith('*') ? value.slice(0, -1) + fill : value;
}

/** A path for a path value or a template; one that can't begin a request gets a slash in front. */
export function meetPath(random: Random, value: string): string {
  const path = /\{\*\*?\}/.test(value)
    ? value
        .replaceAll('{**}', () => randomSegments(random, 0, 3).slice(1))
        .replaceAll('{*}', () => randomSegments(random, 1, 1).slice(1))
    : meetText(
        value,
        value === '*' || value.startsWith('*') ? randomSegments(random, 1, 2) : random.pick(['', 'x', '1/y']),
      );
  return path.startsWith('/') ? path : `/${path}`;
}
