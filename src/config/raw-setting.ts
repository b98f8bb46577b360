import { AppError } from '../app-error.ts';
import { nearest } from './nearest.ts';

/**
 * A value as somebody wrote it, and where: `file leastpath.yaml:3`, `env LEASTPATH_STORE`, `flag --store`.
 */
export interface RawSetting {
  readonly value: unknown;
  readonly origin: string;
}

export type Layer = ReadonlyMap<string, RawSetting>;

/** One line: what is wrong, where it was said, what to do. */
export function invalid(what: string, origin: string, hint: string): AppError {
  return new AppError('invalid', `${what} (${origin}): ${hint}`);
}

export function unknownName(name: string, origin: string, known: readonly string[]): AppError {
  // A whole family that has its place but no settings yet deserves a better word than "unknown".
  const family = /^(auth|tls|LEASTPATH_AUTH|LEASTPATH_TLS)[._]/.exec(name)?.[1];
  if (family !== undefined) return invalid(`${name} is not available yet`, origin, 'leave it out');
  const right = nearest(name, known);
  return invalid(
    `unknown setting ${name}`,
    origin,
    right === null ? 'leave it out' : `did you mean ${right}?`,
  );
}
