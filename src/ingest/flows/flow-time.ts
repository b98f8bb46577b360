import { createTimeReader } from '../log/line-time.ts';

const reader = createTimeReader();

/** ms since 1970 of an RFC 3339 time; NaN = it is none. */
export function flowTime(text: string): number {
  return reader.read(text);
}
