/** Why a document can't be judged. */
export interface DocumentError {
  /** Stable, kebab-case. */
  readonly id: string;
  readonly message: string;
  /** What to do. */
  readonly hint: string;
}

/** One object of a policy file, of any kind, or what stands where one was expected. */
export interface PolicyDocument {
  /** As it was named; `-` = stdin. */
  readonly file: string;
  /** Where it begins, or where the error is; from 1. */
  readonly line: number;
  readonly kind: string | null;
  readonly namespace: string | null;
  readonly name: string | null;
  /** As JSON would have it; undefined where there is an error, a duplicate name apart. */
  readonly value: unknown;
  readonly error: DocumentError | null;
}

/** A value of a file before it is looked at, with the lines of its `items`. */
export interface ReadValue {
  readonly line: number;
  readonly value: unknown;
  /** By index; empty where there are none. */
  readonly itemLines: readonly number[];
  /** The line of the first text with `{{`, which only a template engine has; null = none. */
  readonly templated: number | null;
}

/** An error in text, at a line of it. */
export interface ReadError extends DocumentError {
  readonly line: number;
}

export type Read = ReadValue | ReadError;

export function isReadError(read: Read): read is ReadError {
  return 'hint' in read;
}
